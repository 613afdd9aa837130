//! Serves an application on a socket, over connections that explain what the framework alone would refuse without a body.
//!
//! The framework's own server cannot be given other connections, so this puts its parts together in the same way.

use super::limits::Limits;
use super::metrics::Metrics;
use super::unread_head::Explaining;
use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol, Request, Response};
use actix_server::{GracefulShutdownSignal, Server};
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_tls::accept::max_concurrent_tls_connect;
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Service};
use actix_web::rt::net::TcpStream;
use actix_web::web::Data;
use rustls::ServerConfig;
use std::fmt::Debug;
use std::future::ready;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// The only version of HTTP, as TLS names it.
const HTTP_1_1: &[u8] = b"http/1.1";
/// How long a connection that is over may take to close.
const CLOSING: Duration = Duration::from_secs(1);

/// A socket, and how to serve on it.
pub(super) struct Socket {
    pub(super) listener: TcpListener,
    /// Serves over TLS, if there is one.
    pub(super) tls: Option<ServerConfig>,
    pub(super) workers: usize,
    pub(super) limits: Limits,
    /// Counts the requests that cannot be read.
    pub(super) metrics: Option<Data<Metrics>>,
}

impl Socket {
    /// Serves the application that the function makes for each thread, until the server is stopped.
    ///
    /// # Errors
    /// If the server cannot listen on the socket.
    pub(super) fn serve<F, I, S, B>(self, app: F) -> std::io::Result<Server>
    where
        F: Fn() -> I + Send + Clone + 'static,
        I: IntoServiceFactory<S, Request>,
        S: ServiceFactory<Request, Config = AppConfig> + 'static,
        S::Error: Into<actix_web::Error> + 'static,
        S::InitError: Debug,
        S::Response: Into<Response<B>> + 'static,
        <S::Service as Service<Request>>::Future: 'static,
        B: MessageBody + 'static,
    {
        let Self { listener, tls, workers, limits, metrics } = self;
        let connections = limits.connections.div_ceil(workers.max(1));
        let server = Server::build()
            .workers(workers)
            .max_concurrent_connections(connections)
            .shutdown_timeout(limits.shutdown_seconds)
            .disable_signals();
        // Handshakes that never end must not keep others from theirs.
        max_concurrent_tls_connect(connections);
        let http = Http { app, limits, metrics, stopping: server.graceful_shutdown_signal() };
        let name = "medpayiq";
        let server = match tls {
            None => server.listen(name, listener, move || http.service(|tcp: &TcpStream| tcp)),
            Some(mut tls) => {
                tls.alpn_protocols = vec![HTTP_1_1.to_vec()];
                server.listen(name, listener, move || {
                    let mut acceptor = Acceptor::new(tls.clone());
                    acceptor.set_handshake_timeout(limits.request_head);
                    let http = http.service(|tls: &TlsStream<TcpStream>| tls.get_ref().0);
                    acceptor.map_err(drop).map_init_err(drop).and_then(http.map_err(drop))
                })
            }
        };
        Ok(server?.run())
    }
}

/// How to serve HTTP.
#[derive(Clone)]
struct Http<F> {
    app: F,
    limits: Limits,
    metrics: Option<Data<Metrics>>,
    stopping: GracefulShutdownSignal,
}

impl<F> Http<F> {
    /// What serves one connection after the other with the application. `tcp` is what a connection is built on.
    fn service<T, I, S, B>(
        &self,
        tcp: fn(&T) -> &TcpStream,
    ) -> impl ServiceFactory<T, Config = (), Response = (), Error = DispatchError, InitError = ()>
    + use<F, T, I, S, B>
    where
        T: AsyncRead + AsyncWrite + Unpin + 'static,
        F: Fn() -> I,
        I: IntoServiceFactory<S, Request>,
        S: ServiceFactory<Request, Config = AppConfig> + 'static,
        S::Error: Into<actix_web::Error> + 'static,
        S::InitError: Debug,
        S::Response: Into<Response<B>> + 'static,
        <S::Service as Service<Request>>::Future: 'static,
        B: MessageBody + 'static,
    {
        let stopping = self.stopping.clone();
        let app = (self.app)().into_factory().map_err(|error| error.into().error_response());
        let (metrics, limits) = (self.metrics.clone(), self.limits);
        let explaining = fn_service(move |connection: T| {
            let caller = prepared(tcp(&connection));
            ready(Ok((Explaining::new(connection, metrics.clone(), &limits), Protocol::Http1, caller)))
        });
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(limits.keep_alive)
            .client_request_timeout(limits.request_head)
            .client_disconnect_timeout(CLOSING)
            .on_connect_ext(|connection: &Explaining<T>, data| {
                data.insert(connection.clock());
            })
            .finish(map_config(app, |()| AppConfig::default()));
        explaining.and_then(http)
    }
}

/// Prepares a connection and returns the caller's address.
fn prepared(connection: &TcpStream) -> Option<SocketAddr> {
    // An answer in several writes, such as a compressed one, would else wait up to 40 ms for the client to acknowledge the
    // first of them (Nagle's algorithm with delayed acknowledgements).
    _ = connection.set_nodelay(true);
    connection.peer_addr().ok()
}
