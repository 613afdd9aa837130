//! A way to a database that writes down which statements its clients run, and which they prepare.

use super::cluster::Database;
use super::pooler::read_message;
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};

/// The types of a client's messages: a simple query, and those of a prepared statement.
const QUERY: u8 = b'Q';
const PARSE: u8 = b'P';
const BIND: u8 = b'B';
const EXECUTE: u8 = b'E';

/// What a client did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It prepared a statement that its connection had prepared before.
    PreparedAgain(String),
    /// It ran a statement.
    Ran(String),
}

/// A step and the number of its connection.
type Steps = Mutex<Vec<(usize, Step)>>;

/// The steps of all connections, in order.
#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Steps>);

impl Wire {
    /// Forgets the steps until now.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap().clear();
    }

    /// Whether a statement with this text has run.
    pub(crate) fn has(&self, text: &str) -> bool {
        let steps = self.0.lock().unwrap();
        steps.iter().any(|(_, step)| matches!(step, Step::Ran(sql) if sql.contains(text)))
    }

    /// The steps since the last call, on the one connection that ran a statement with this text.
    pub(crate) fn steps_with(&self, text: &str) -> Vec<Step> {
        let steps = std::mem::take(&mut *self.0.lock().unwrap());
        let ran = |step: &Step| matches!(step, Step::Ran(sql) if sql.contains(text));
        let connections: Vec<usize> =
            steps.iter().filter(|(_, step)| ran(step)).map(|(connection, _)| *connection).collect();
        assert!(!connections.is_empty(), "nobody ran {text:?}: {steps:?}");
        assert!(connections.iter().all(|one| *one == connections[0]), "several connections ran {text:?}");
        steps.into_iter().filter(|(one, _)| *one == connections[0]).map(|(_, step)| step).collect()
    }
}

/// Starts a proxy to a database; returns its address and what goes over it.
pub(crate) fn watched(database: &Database) -> (String, Wire) {
    let (wire, socket) = (Wire::default(), database.socket());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let steps = wire.clone();
    std::thread::spawn(move || {
        for (connection, client) in listener.incoming().map_while(Result::ok).enumerate() {
            let (database, steps) = (UnixStream::connect(&socket).unwrap(), steps.clone());
            std::thread::spawn(move || join(client, database, connection, &steps));
        }
    });
    let (ip, port, name) = (address.ip(), address.port(), database.name());
    (format!("host={ip} port={port} user=medpayiq dbname={name} sslmode=disable"), wire)
}

fn join(client: TcpStream, database: UnixStream, connection: usize, wire: &Wire) -> io::Result<()> {
    let (mut answers, mut to_client) = (database.try_clone()?, client.try_clone()?);
    std::thread::spawn(move || io::copy(&mut answers, &mut to_client));
    let outcome = watch(client, &database, connection, wire);
    database.shutdown(std::net::Shutdown::Both)?;
    outcome
}

/// Hands the messages of a client on, and writes down its steps first.
fn watch(mut client: impl Read, mut database: impl Write, connection: usize, wire: &Wire) -> io::Result<()> {
    let mut length = [0; 4];
    client.read_exact(&mut length)?;
    let mut startup = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
    client.read_exact(&mut startup)?;
    database.write_all(&[&length[..], &startup].concat())?;
    let (mut prepared, mut bound) = (HashMap::<String, String>::new(), String::new());
    loop {
        let message = read_message(&mut client)?;
        let mut texts = message[5..].split(|byte| *byte == 0).map(|text| String::from_utf8_lossy(text));
        let mut next = || texts.next().unwrap_or_default().into_owned();
        let step = match message[0] {
            QUERY => Some(Step::Ran(next())),
            PARSE => {
                let (name, sql) = (next(), next());
                let is_known = prepared.values().any(|known| *known == sql);
                prepared.insert(name, sql.clone());
                is_known.then_some(Step::PreparedAgain(sql))
            }
            BIND => {
                let (_, name) = (next(), next());
                bound = prepared.get(&name).cloned().unwrap_or_default();
                None
            }
            EXECUTE => Some(Step::Ran(bound.clone())),
            _ => None,
        };
        wire.0.lock().unwrap().extend(step.map(|step| (connection, step)));
        database.write_all(&message)?;
    }
}
