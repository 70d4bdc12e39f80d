//! Every rule of the apprentice survey, and nothing else.
//!
//! A rule here is a pure function: the same input gives the same output on any machine at any time. There is
//! no clock, no file, no network and no randomness of its own; `clippy.toml` beside this crate holds that.
//! The way of the data, module by module:
//!
//! ```text
//! register  extract CSV      -> rows + row errors
//! sample    rows + Round     -> included, excluded(reason)
//! invitation person          -> token, of which only a keyed hash is stored
//! send_out  Order           -> a send-out, and whom it would reach
//! contact_plan Round + send-outs + state -> who is written to now, by which channel
//! wording, sms, delivery     -> what a message says, what it costs, what became of it
//! response  answers          -> a checked response
//! results   responses        -> ResultTable (cannot be serialised)
//! disclosure ResultTable     -> PublishedTables (the only thing that leaves)
//! ```
//!
//! [`series`] holds published tables of several years together. [`calendar`] stands beside it: what else happens when, for
//! pages and feeds. So do [`device`] and [`guesses`]: when
//! the form lets go of somebody on a device that is lent out, and when somebody who tries wrong links must wait.

pub mod calendar;
pub mod contact;
pub mod contact_plan;
pub mod county;
pub mod delivery;
pub mod device;
pub mod disclosure;
pub mod group;
pub mod guesses;
pub mod held_once;
pub mod invitation;
pub mod language;
pub mod organisation;
pub mod oslo;
pub mod published;
pub mod questionnaire;
pub mod register;
pub mod response;
pub mod results;
pub mod round;
pub mod sample;
pub mod send_out;
pub mod series;
pub mod sms;
pub mod table;
pub mod wording;
