//! A pooler of connections that gives one session of PostgreSQL to all of them in turn, transaction by transaction, as PgBouncer does
//! with `pool_mode = transaction`.

use super::cluster::Database;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};

/// Version 3 of the protocol, with which a connection begins.
const VERSION: u32 = 196_608;
/// The types of messages: of the client the end of a group of messages and of the connection, of PostgreSQL that it waits for more.
const QUERY: u8 = b'Q';
const SYNC: u8 = b'S';
const TERMINATE: u8 = b'X';
const READY: u8 = b'Z';
/// PostgreSQL is in no transaction.
const IDLE: &[u8] = b"I";

/// The one session, and what PostgreSQL said when it began.
struct Session {
    stream: UnixStream,
    greeting: Vec<u8>,
}

/// Starts a pooler in front of a database; returns its address.
pub(crate) fn transaction_pooler(database: &Database) -> String {
    let config = database.config();
    let name = config.get_dbname().unwrap().to_owned();
    let mut stream = UnixStream::connect(database.socket()).unwrap();
    let text = format!("user\0medpayiq\0database\0{name}\0\0");
    let length = u32::try_from(text.len() + 8).unwrap();
    stream.write_all(&[&length.to_be_bytes(), &VERSION.to_be_bytes(), text.as_bytes()].concat()).unwrap();
    let mut greeting = Vec::new();
    relay_until_ready(&mut stream, &mut greeting).unwrap();
    let session = Arc::new(Mutex::new(Session { stream, greeting }));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let session = Arc::clone(&session);
            std::thread::spawn(move || serve(client, &session));
        }
    });
    format!("host={} port={} user=medpayiq dbname={name} sslmode=disable", address.ip(), address.port())
}

/// Serves a client: each of its transactions gets the session for itself.
fn serve(mut client: TcpStream, session: &Mutex<Session>) -> io::Result<()> {
    let mut length = [0; 4];
    client.read_exact(&mut length)?;
    let mut startup = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
    client.read_exact(&mut startup)?;
    client.write_all(&session.lock().unwrap().greeting)?;
    loop {
        let mut message = read_message(&mut client)?;
        if message[0] == TERMINATE {
            return Ok(());
        }
        let Session { stream, .. } = &mut *session.lock().unwrap();
        loop {
            stream.write_all(&message)?;
            if [QUERY, SYNC].contains(&message[0]) && relay_until_ready(stream, &mut client)? == IDLE {
                break;
            }
            message = read_message(&mut client)?;
        }
    }
}

/// Passes messages of PostgreSQL on until it waits for more; returns the state of its transaction.
fn relay_until_ready(from: &mut impl Read, to: &mut impl Write) -> io::Result<Vec<u8>> {
    loop {
        let message = read_message(from)?;
        to.write_all(&message)?;
        if message[0] == READY {
            return Ok(message[5..].to_vec());
        }
    }
}

/// A message with its type and its length.
pub(crate) fn read_message(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut message = vec![0; 5];
    from.read_exact(&mut message)?;
    let length = u32::from_be_bytes(message[1..5].try_into().unwrap());
    message.resize(usize::try_from(length).unwrap() + 1, 0);
    from.read_exact(&mut message[5..])?;
    Ok(message)
}
