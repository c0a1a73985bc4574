//! The words of the command line.

use std::net::SocketAddr;

use clap::{Parser, Subcommand};

use crate::{demo, erase, import, logs, moving, plan, roster, store::Place, token, views};

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
    /// The log: status, verify, sign, prove, move.
    Log {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        action: logs::Action,
    },
    /// Erase a person's name, identity number and birth date for ever, by a document.
    Erase {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        options: erase::Options,
    },
    /// Back up the log, also while it is served. The keys have a backup of their own.
    Backup {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        options: moving::BackupOptions,
    },
    /// Put a backup of the log into an empty place, or only verify it.
    Restore(moving::RestoreOptions),
    /// The keys that seal what is personal: status, backup, restore, another master key.
    Keys {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        action: moving::KeysAction,
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn no_two_words_of_a_command_are_in_each_others_way() {
        Cli::command().debug_assert();
    }
}
