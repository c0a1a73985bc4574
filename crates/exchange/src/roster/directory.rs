//! What the import asks of the register: which organisations there are, and which persons bear which numbers.

use std::{collections::HashMap, future::Future};

use liangshi_domain::{IdentityNumber, OrganisationId, TeacherId};
use liangshi_projection::{
    At, Page, Views,
    views::{organisation, person},
};
use tokio::task::JoinSet;

use super::failure::Failure;

/// An organisation as it is called on the day of the import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownOrganisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its unified social credit code.
    pub code: Option<String>,
}

/// Answers what the register knows. It is a trait so that a test needs no views.
pub trait Directory: Sync {
    /// Every organisation. Asked once for each import.
    fn organisations(&self) -> impl Future<Output = Result<Vec<KnownOrganisation>, Failure>> + Send;

    /// The persons with these identity numbers; those nobody bears are left out.
    fn persons(
        &self,
        numbers: Vec<IdentityNumber>,
    ) -> impl Future<Output = Result<HashMap<IdentityNumber, TeacherId>, Failure>> + Send;
}

/// The register as the views have it. Bring them up to the log before an import: a person they do not know yet is
/// still found, but one at a time.
pub struct ViewDirectory {
    /// The views.
    pub views: Views,
    /// The two dates of the import: today, and as known at the position of the views.
    pub at: At,
}

/// Questions asked at a time; the views have about as many readers.
const AT_ONCE: usize = 8;

impl Directory for ViewDirectory {
    async fn organisations(&self) -> Result<Vec<KnownOrganisation>, Failure> {
        let page = Page { first: i64::MAX, after: None };
        let rows = organisation::list(&self.views, &organisation::Filter::default(), self.at, &page).await?;
        let known = |row: organisation::OrganisationRow| {
            let id = row.organisation.parse().ok()?;
            Some(KnownOrganisation { id, name: row.name?, code: row.code })
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    async fn persons(
        &self,
        numbers: Vec<IdentityNumber>,
    ) -> Result<HashMap<IdentityNumber, TeacherId>, Failure> {
        let share = numbers.len().div_ceil(AT_ONCE).max(1);
        let mut tasks = JoinSet::new();
        for numbers in numbers.chunks(share) {
            tasks.spawn(found(self.views.clone(), self.at, numbers.to_vec()));
        }
        let mut all = HashMap::new();
        while let Some(part) = tasks.join_next().await {
            all.extend(part??);
        }
        Ok(all)
    }
}

async fn found(
    views: Views,
    at: At,
    numbers: Vec<IdentityNumber>,
) -> Result<Vec<(IdentityNumber, TeacherId)>, Failure> {
    let mut all = Vec::new();
    for number in numbers {
        let key = person::Key::Identity(number.as_str().to_owned());
        let row = person::find(&views, &key, at).await?;
        if let Some(id) = row.and_then(|row| row.counts_as()) {
            all.push((number, id));
        }
    }
    Ok(all)
}
