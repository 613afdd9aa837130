//! A way to a database that a test can close or make slow.

use super::cluster::Database;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_postgres::config::Host;

/// Starts a proxy to a database; returns its address. `opens` is called for each connection: if it returns false, the connection
/// is closed.
pub(crate) fn proxy(database: &Database, opens: impl Fn() -> bool + Send + Sync + 'static) -> String {
    let config = database.config();
    let [Host::Unix(folder)] = config.get_hosts() else { panic!("{config:?}") };
    let socket = folder.join(format!(".s.PGSQL.{}", config.get_ports()[0]));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let opens = Arc::new(opens);
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let (socket, opens) = (socket.clone(), Arc::clone(&opens));
            std::thread::spawn(move || if opens() { join(client, &socket) } else { Ok(()) });
        }
    });
    format!(
        "host={} port={} user=medpayiq dbname={}",
        address.ip(),
        address.port(),
        config.get_dbname().unwrap()
    )
}

/// Copies the bytes of both sides until one of them closes.
fn join(client: TcpStream, socket: &PathBuf) -> io::Result<()> {
    let database = UnixStream::connect(socket)?;
    let (from_client, to_database) = (client.try_clone()?, database.try_clone()?);
    let there = std::thread::spawn(move || {
        hand_on(from_client, &to_database)?;
        to_database.shutdown(Shutdown::Both)
    });
    hand_on(database, &client)?;
    client.shutdown(Shutdown::Both)?;
    there.join().unwrap()
}

fn hand_on(mut from: impl Read, mut to: impl Write) -> io::Result<()> {
    io::copy(&mut from, &mut to).map(|_| ())
}
