//! The words of the command line.

use std::net::SocketAddr;

use clap::{Parser, Subcommand};

use crate::{demo, import, logs, plan, roster, store::Place, token, views};

/// A registry of teacher talent: what held when, as known when, by which document.
#[derive(Parser)]
#[command(name = "liangshi", version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make a city with its history and five talent programmes, and serve it.
    Demo(demo::Options),
    /// Serve a registry.
    Serve {
        #[command(flatten)]
        place: Place,
        /// The address to listen at.
        #[arg(long, env = "LIANGSHI_LISTEN", default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
    },
    /// Work plans: programmes and their targets.
    Plan {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        action: plan::Action,
    },
    /// Make files to try things with.
    Generate {
        #[command(subcommand)]
        what: roster::What,
    },
    /// Take files in.
    Import {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        what: import::What,
    },
    /// The views: status, rebuild, check.
    Views {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        action: views::Action,
    },
    /// The log: status, verify.
    Log {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        action: logs::Action,
    },
    /// Tokens for the API.
    Token {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        action: TokenAction,
    },
    /// Print the GraphQL schema.
    Schema,
}

#[derive(Subcommand)]
pub(crate) enum TokenAction {
    /// Sign a token for a role.
    Issue(token::Issue),
}
