use crate::value::EventId;

/// Where an event stands in the log. The id names the fact; the position orders what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Known time: the position in the log.
    pub position: i64,
    /// The event's id.
    pub id: EventId,
}

impl Origin {
    /// Where an event stands while it is only thought through.
    pub(crate) const NOT_YET: Self = Self { position: i64::MAX, id: EventId(uuid::Uuid::nil()) };
}

/// A stored event this build cannot read. It is a failure, loud, and never skipped.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// No such wire name is known.
    #[error("unknown event kind {0}")]
    Kind(String),
    /// The body does not have the shape its wire name promises.
    #[error("the body of {kind} cannot be read: {source}")]
    Body {
        /// The wire name.
        kind: String,
        /// What serde found.
        source: serde_json::Error,
    },
}

/// Declares the events of one family: the variant, its payload, and the wire name and version stored for ever.
macro_rules! events {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident($payload:ty) = $kind:literal / $version:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "shapes", derive(schemars::JsonSchema))]
        #[serde(tag = "kind", content = "body")]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $kind)] $variant($payload),)*
        }

        impl $name {
            /// The wire names of this family and the version each is written in.
            pub const WIRE: &'static [(&'static str, i64)] = &[$(($kind, $version)),*];

            /// The wire name, version and shape of each body of this family.
            #[cfg(feature = "shapes")]
            pub(crate) fn shapes() -> Vec<(&'static str, i64, serde_json::Value)> {
                vec![$(($kind, $version, crate::machine::shape_of::<$payload>())),*]
            }

            /// The wire name.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind,)* }
            }

            /// The version of the stored shape.
            pub fn schema_version(&self) -> i64 {
                match self { $(Self::$variant(_) => $version,)* }
            }

            /// The body as JSON text, personal values marked for sealing.
            ///
            /// # Errors
            /// When a payload cannot be written as JSON.
            pub fn body(&self) -> Result<String, serde_json::Error> {
                match self { $(Self::$variant(payload) => serde_json::to_string(payload),)* }
            }

            /// Reads a stored event of this family; `None` when the kind is not of it.
            ///
            /// # Errors
            /// When the body does not fit the kind.
            pub fn read(kind: &str, body: &str) -> Option<Result<Self, crate::Unreadable>> {
                let unreadable = |source| crate::Unreadable::Body { kind: kind.to_owned(), source };
                match kind {
                    $($kind => Some(serde_json::from_str(body).map(Self::$variant).map_err(unreadable)),)*
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use events;
