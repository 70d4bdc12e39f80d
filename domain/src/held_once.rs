//! What many have in common is held once.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that many share, such as the group of published tables: a round may have a million tables, of some thousand
/// groups and some dozens of questions. It is read, compared and written as the value itself, and to clone it copies
/// nothing.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldOnce<T: ?Sized>(Arc<T>);

impl<T: ?Sized> Clone for HeldOnce<T> {
    fn clone(&self) -> Self {
        HeldOnce(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Deref for HeldOnce<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for HeldOnce<T> {
    fn from(value: T) -> Self {
        HeldOnce(Arc::new(value))
    }
}

impl From<&str> for HeldOnce<str> {
    fn from(text: &str) -> Self {
        HeldOnce(text.into())
    }
}

impl<T: ?Sized + PartialEq> PartialEq<T> for HeldOnce<T> {
    fn eq(&self, other: &T) -> bool {
        **self == *other
    }
}

impl<T: ?Sized + PartialEq> PartialEq<&T> for HeldOnce<T> {
    fn eq(&self, other: &&T) -> bool {
        **self == **other
    }
}

impl<T: ?Sized + Serialize> Serialize for HeldOnce<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: ?Sized> Deserialize<'de> for HeldOnce<T>
where
    Box<T>: Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<T>::deserialize(deserializer).map(|value| HeldOnce(value.into()))
    }
}
