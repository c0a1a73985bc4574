//! What is said when a value that may be held once is held by somebody else.

use async_graphql::{Context, ID, Result};
use liangshi_domain::{CandidacyId, OrganisationId, ProgrammeId, TeacherId};

use super::{access, error::UserError};
use crate::schema::id::{NodeKind, global};

/// The refusal for a value of a scope held by a stream.
///
/// # Errors
/// When a database fails.
pub(super) async fn taken(context: &Context<'_>, scope: &str, holder: &str) -> Result<UserError> {
    let (zh, en, field) = words(scope);
    let error = UserError::new("CLAIM_TAKEN", zh, en);
    let error = match field {
        Some(field) => error.at(vec![field.to_owned()]),
        None => error,
    };
    Ok(error.held_by(shown(context, holder).await?))
}

/// The sentences for a scope and the field that holds the value.
fn words(scope: &str) -> (&'static str, &'static str, Option<&'static str>) {
    match scope {
        "identity-number" => (
            "该身份号码已登记在另一人名下；请核对号码，或改用已有的人员记录",
            "this identity number belongs to another registered person; check it, or use that person's record",
            Some("identityNumber"),
        ),
        "organisation-code" => (
            "该统一社会信用代码已登记在另一机构名下；请核对代码",
            "this unified social credit code belongs to another organisation; check it",
            Some("code"),
        ),
        "candidacy" => (
            "该人在本批次已有人选记录，不能重复推荐",
            "this person is already nominated in this round",
            Some("teacher"),
        ),
        "programme-slug" => (
            "已有同一标识的项目；如需调整请修订该项目",
            "a programme with this slug exists; revise it instead",
            Some("toml"),
        ),
        _ => ("该值已被另一记录占用", "this value is held by another record", None),
    }
}

/// A person is named only to those who may see the person; organisations and programmes are no secret.
async fn shown(context: &Context<'_>, holder: &str) -> Result<Option<ID>> {
    if let Some(teacher) = TeacherId::of_stream(holder) {
        let sees = access::sees(context, teacher).await?;
        return Ok(sees.then(|| global(NodeKind::Teacher, teacher.0)));
    }
    let organisation = OrganisationId::of_stream(holder).map(|id| global(NodeKind::Organisation, id.0));
    let programme = ProgrammeId::of_stream(holder).map(|id| global(NodeKind::Programme, id.0));
    let candidacy = CandidacyId::of_stream(holder).map(|id| global(NodeKind::Candidacy, id.0));
    Ok(organisation.or(programme).or(candidacy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_the_domain_claims_has_words_of_its_own() {
        let (general, _, _) = words("else");
        for scope in ["identity-number", "organisation-code", "candidacy", "programme-slug"] {
            assert_ne!(words(scope).0, general, "{scope}");
        }
    }
}
