//! The functions: each decodes, calls `domain`, stores or sends, and encodes. None decides by a rule of its own.

pub mod aws;
pub mod catalogue;
pub mod close_round;
pub mod dispatch;
pub mod gathering_codes;
pub mod import_register;
pub mod keys;
pub mod messages;
pub mod ports;
pub mod problem;
pub mod publish_results;
pub mod recipients;
pub mod record_delivery;
pub mod respond;
pub mod revoke_invitations;
pub mod send_outs;
pub mod store;
pub mod timetable;
