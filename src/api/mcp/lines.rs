//! The messages of the standard streams: one of JSON-RPC in each line.
//!
//! rmcp has a transport for them too. It answers neither a line that is not JSON nor one that is too long, so that its sender
//! waits for ever. This one answers every line, and the session goes on.

use super::messages::{NO_BATCH, RepeatedFields, name_methods, wrong_params};
use rmcp::RoleServer;
use rmcp::model::{
    ClientJsonRpcMessage, ClientRequest, ErrorData, GetExtensions, GetMeta, RequestId, ServerJsonRpcMessage,
};
use rmcp::transport::Transport;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Stdout};
use tokio::sync::{Mutex, mpsc};

/// How many messages may wait until the server takes them. More wait in the pipe.
const WAITING: usize = 16;

/// The two streams. Standard input is read by a task of its own, so that no answer interrupts the reading of a line.
pub(super) struct Lines {
    messages: mpsc::Receiver<ClientJsonRpcMessage>,
    output: Output,
}

impl Lines {
    /// Begins to read. A line may have so many bytes.
    pub(super) fn open(longest: usize) -> Self {
        let (sender, messages) = mpsc::channel(WAITING);
        let output = Output(Arc::new(Mutex::new(tokio::io::stdout())));
        tokio::spawn(read_lines(BufReader::new(tokio::io::stdin()), longest, sender, output.clone()));
        Self { messages, output }
    }
}

impl Transport<RoleServer> for Lines {
    type Error = io::Error;

    fn send(
        &mut self,
        mut message: ServerJsonRpcMessage,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        if let ServerJsonRpcMessage::Error(error) = &mut message {
            name_methods(&mut error.error);
        }
        let output = self.output.clone();
        async move { output.write(&message).await }
    }

    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        self.messages.recv().await
    }

    async fn close(&mut self) -> io::Result<()> {
        self.messages.close();
        Ok(())
    }
}

/// Standard output. Each message is written whole.
#[derive(Clone)]
struct Output(Arc<Mutex<Stdout>>);

impl Output {
    async fn write(&self, message: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        let mut output = self.0.lock().await;
        output.write_all(&line).await?;
        output.flush().await
    }
}

/// The answer to a line that goes no further. Its id is null if the line has none that can be read (JSON-RPC 2.0, section 5).
#[derive(Debug, Serialize)]
struct Refusal {
    jsonrpc: &'static str,
    id: Option<RequestId>,
    error: ErrorData,
}

impl Refusal {
    const fn new(id: Option<RequestId>, error: ErrorData) -> Self {
        Self { jsonrpc: "2.0", id, error }
    }
}

/// Reads lines until the input or the session ends. Sends their messages on, and answers those that are none.
async fn read_lines(
    mut input: impl AsyncBufRead + Unpin,
    longest: usize,
    messages: mpsc::Sender<ClientJsonRpcMessage>,
    output: Output,
) -> io::Result<()> {
    let mut has_begun = false;
    while let Some(line) = next_line(&mut input, longest).await? {
        match line.and_then(|line| read_message(&line, &mut has_begun)) {
            Ok(None) => {}
            Ok(Some(message)) => {
                if messages.send(message).await.is_err() {
                    break;
                }
            }
            Err(refusal) => output.write(&refusal).await?,
        }
    }
    Ok(())
}

/// The next line without its end, or why it is not read; `None` at the end of the input. The last line may lack its end.
async fn next_line(
    input: &mut (impl AsyncBufRead + Unpin),
    longest: usize,
) -> io::Result<Option<Result<Vec<u8>, Refusal>>> {
    let mut line = Vec::new();
    let most = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
    if (&mut *input).take(most).read_until(b'\n', &mut line).await? == 0 {
        return Ok(None);
    }
    if line.pop_if(|last| *last == b'\n').is_some() || line.len() <= longest {
        return Ok(Some(Ok(line)));
    }
    skip_line(input).await?;
    let text = format!("The message exceeds the limit of {} KiB.", longest / 1024);
    Ok(Some(Err(Refusal::new(None, ErrorData::invalid_request(text, None)))))
}

/// Reads the rest of a line without keeping it.
async fn skip_line(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<()> {
    loop {
        let read = input.fill_buf().await?;
        let end = read.iter().position(|byte| *byte == b'\n');
        let (length, is_end) = (end.map_or(read.len(), |end| end + 1), end.is_some() || read.is_empty());
        input.consume(length);
        if is_end {
            return Ok(());
        }
    }
}

/// The message of a line. `None` if the line has none for the server: an empty line, or a notification before the session.
fn read_message(line: &[u8], has_begun: &mut bool) -> Result<Option<ClientJsonRpcMessage>, Refusal> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    if let Err(error) = serde_json::from_slice::<&RawValue>(line) {
        let text = format!("The line is not JSON: {error}.");
        return Err(Refusal::new(None, ErrorData::parse_error(text, None)));
    }
    let RepeatedFields { of_arguments, of_message } = RepeatedFields::of(line);
    if let Some(fault) = of_message.first() {
        let text = format!("{}: {}", fault.pointer, fault.detail);
        return Err(Refusal::new(None, ErrorData::invalid_request(text, None)));
    }
    let mut message = serde_json::from_slice(line).map_err(|_| not_a_message(line))?;
    let ClientJsonRpcMessage::Request(request) = &mut message else {
        return Ok(has_begun.then_some(message));
    };
    let refuse = |error| Err(Refusal::new(Some(request.id.clone()), error));
    if let ClientRequest::CustomRequest(custom) = &request.request
        && let Some(error) = wrong_params(&custom.method)
    {
        return refuse(error);
    }
    *has_begun |= begins(&request.request);
    if !*has_begun && !is_allowed_before(&request.request) {
        let text = "The session has not begun. Send initialize first.";
        return refuse(ErrorData::invalid_request(text, None));
    }
    request.request.extensions_mut().insert(RepeatedFields { of_arguments, of_message });
    Ok(Some(message))
}

/// Whether a request begins the session: it negotiates the version of the protocol, or says it itself, as from 2026-07-28 on.
fn begins(request: &ClientRequest) -> bool {
    matches!(request, ClientRequest::InitializeRequest(_)) || request.get_meta().protocol_version().is_some()
}

/// Whether a request may come before the session.
fn is_allowed_before(request: &ClientRequest) -> bool {
    matches!(request, ClientRequest::PingRequest(_) | ClientRequest::DiscoverRequest(_))
}

/// The answer to JSON that is no message of the protocol. It repeats an id that can be read. A list of params is known in JSON-RPC, and
/// is of no method here.
fn not_a_message(line: &[u8]) -> Refusal {
    let message: Value = serde_json::from_slice(line).unwrap_or_default();
    let id: Option<RequestId> = message.get("id").and_then(|id| serde_json::from_value(id.clone()).ok());
    let method = message.get("method").and_then(Value::as_str);
    let has_list = message.get("params").is_some_and(Value::is_array);
    let of_method = method.filter(|_| id.is_some() && has_list).and_then(wrong_params);
    let error = of_method.unwrap_or_else(|| {
        if message.is_array() {
            return ErrorData::invalid_request(NO_BATCH, None);
        }
        let text = "The line is not a message of the Model Context Protocol. Send one object of JSON-RPC 2.0, with jsonrpc, id and \
                    method.";
        ErrorData::invalid_request(text, None)
    });
    Refusal::new(id, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8], longest: usize) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut input = BufReader::with_capacity(3, input);
            let mut lines = Vec::new();
            while let Some(line) = next_line(&mut input, longest).await.unwrap() {
                lines.push(line.map_or_else(
                    |refusal| refusal.error.message.to_string(),
                    |line| String::from_utf8(line).unwrap(),
                ));
            }
            lines
        })
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_the_next_one_is_read() {
        let long = "The message exceeds the limit of 0 KiB.";
        assert_eq!(lines(b"12345678\n\n123456789\nlast", 8), ["12345678", "", long, "last"]);
        assert_eq!(lines(b"123456789", 8), [long]);
        assert_eq!(lines(b"12345678", 8), ["12345678"]);
        assert_eq!(lines(b"", 8), [""; 0]);
    }
}
