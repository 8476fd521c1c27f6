//! Listens for HTTP calls from anybody: limited in connections, time and size, plain or over TLS.
//!
//! [`Listener::bind`] takes the address, so that its port is known before what answers there is created;
//! [`Listener::serve`] or [`Listener::handle`] begins to answer; [`Running::shutdown`] stops gracefully.

mod accept;
mod bytes_seen;
mod connection;
mod connections;
pub mod disturbance;
mod fault;
pub mod health;
mod hosts;
mod limits;
pub mod logging;
pub mod metrics;
pub mod page;
pub mod requests;
mod service;
pub mod stop;
pub mod tls;
mod whole;

pub use accept::{ListenError, Listener, Running, Settings, bind};
pub use fault::ConnectionFault;
pub use hosts::Hosts;
pub use limits::{Http2, Limits};
pub use service::{Body, Service};
pub use whole::{Answering, BodyFault, Handler, ReceivedRequest, Reply, text};
