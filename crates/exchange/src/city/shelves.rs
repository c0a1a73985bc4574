use std::{collections::HashMap, hash::Hash, mem};

use liangshi_domain::{
    CandidacyId, Decider, EstablishmentId, ImportBatchId, IntakeId, OrganisationId, PoolId, ProgrammeId,
    ReportId, ResearchBodyId, RotationId, RoundId, StudioId, TargetId, TeacherId, candidacy::Candidacy,
    establishment::Establishment, import_batch::ImportBatch, intake::Intake, organisation::Organisation,
    pool::Pool, programme::Programme, report::Report, research::ResearchBody, rotation::Rotation,
    round::Round, studio::Studio, target::Target, teacher::Teacher, witness::Witness,
};

/// A stream as it stands: what its events add up to, and how many they are.
#[derive(Default)]
pub struct Held<D> {
    /// The folded state.
    pub(crate) state: D,
    /// The version of the stream.
    pub(crate) version: i64,
}

/// A subject that is kept in memory while its history is written.
pub trait Kept: Decider<Witness = Witness> {
    /// The id of a stream of it.
    type Id: Copy + Eq + Hash;

    /// The name of the stream.
    fn stream(id: Self::Id) -> String;

    /// Where its streams are kept.
    fn shelf(shelves: &Shelves) -> &HashMap<Self::Id, Held<Self>>;

    /// Where its streams are kept, to change one.
    fn shelf_mut(shelves: &mut Shelves) -> &mut HashMap<Self::Id, Held<Self>>;
}

macro_rules! kept {
    ($($state:ident $id:ident $shelf:ident),* $(,)?) => {
        $(impl Kept for $state {
            type Id = $id;

            fn stream(id: $id) -> String {
                id.stream()
            }

            fn shelf(shelves: &Shelves) -> &HashMap<$id, Held<Self>> {
                &shelves.$shelf
            }

            fn shelf_mut(shelves: &mut Shelves) -> &mut HashMap<$id, Held<Self>> {
                &mut shelves.$shelf
            }
        })*
    };
}

/// The first are looked at when others are decided about; the others are only kept.
macro_rules! shelves {
    (lent: $($state:ident $id:ident $shelf:ident),* ; kept: $($other:ident $other_id:ident $other_shelf:ident),* $(,)?) => {
        /// Every stream of every subject.
        #[derive(Default)]
        pub struct Shelves {
            $($shelf: HashMap<$id, Held<$state>>,)*
            $($other_shelf: HashMap<$other_id, Held<$other>>,)*
        }

        kept!($($state $id $shelf,)* $($other $other_id $other_shelf),*);

        impl Shelves {
            /// Hands a state to the witness for one decision. It is moved and not copied, because a city asks often.
            pub(crate) fn lend(&mut self, stream: &str, witness: &mut Witness) {
                $(if let Some(id) = $id::of_stream(stream) {
                    if let Some(held) = self.$shelf.get_mut(&id) {
                        witness.$shelf.insert(id, mem::take(&mut held.state));
                    }
                    return;
                })*
            }

            /// Puts back what was lent.
            pub(crate) fn take_back(&mut self, witness: Witness) {
                $(for (id, state) in witness.$shelf {
                    if let Some(held) = self.$shelf.get_mut(&id) {
                        held.state = state;
                    }
                })*
            }
        }
    };
}

shelves! {
    lent:
    Teacher TeacherId teachers,
    Organisation OrganisationId organisations,
    Programme ProgrammeId programmes,
    Round RoundId rounds,
    Candidacy CandidacyId candidacies,
    Studio StudioId studios;
    kept:
    Establishment EstablishmentId establishments,
    Pool PoolId pools,
    ResearchBody ResearchBodyId research_bodies,
    Intake IntakeId intakes,
    Target TargetId targets,
    ImportBatch ImportBatchId import_batches,
    Rotation RotationId rotations,
    Report ReportId reports,
}
