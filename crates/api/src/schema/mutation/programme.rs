//! Talent programmes: launched and revised from a policy file, and the numbers asked of them.

use async_graphql::{Context, ID, InputObject, Object, Result};
use liangshi_domain::{
    ProgrammeId,
    policy::{self, ProgrammeFile, builtin},
    programme::{
        LaunchProgramme, Programme, ProgrammeCommand, ProgrammeEvent, ProgrammeTerms, ReviseProgramme,
        SetProgrammeTarget,
    },
};

use super::{
    access,
    error::UserError,
    execute::{Asked, run},
    input::{Common, Reader},
    payload::ProgrammePayload,
};
use crate::{
    fault,
    schema::{
        context::registry,
        enums::CountDefinition,
        id::{self, NodeKind},
    },
};

/// The input of `programmeLaunch`.
#[derive(InputObject)]
pub(crate) struct ProgrammeLaunchInput {
    #[graphql(flatten)]
    common: Common,
    /// The text of the programme's policy file (TOML), shaped as those in `policy/programmes`. A slug is one programme's.
    toml: String,
    /// The first day its terms are in force; a month or a year means its first day.
    from: String,
}

/// The input of `programmeRevise`.
#[derive(InputObject)]
pub(crate) struct ProgrammeReviseInput {
    #[graphql(flatten)]
    common: Common,
    /// The programme, by id or uuid.
    programme: ID,
    /// The text of the revised policy file (TOML), whole, with the same slug. Rounds that are already open keep their terms.
    toml: String,
    /// The first day the new terms are in force; a month or a year means its first day.
    from: String,
}

/// The input of `programmeTargetSet`.
#[derive(InputObject)]
pub(crate) struct ProgrammeTargetSetInput {
    #[graphql(flatten)]
    common: Common,
    /// The programme, by id or uuid.
    programme: ID,
    /// How many persons (目标人数); more than none.
    number: i32,
    /// Which of the counts the number means (口径).
    definition: CountDefinition,
    /// The last day by which it is to be reached, itself included: 2022 means the end of that year.
    deadline: String,
    /// Whether the deadline is inferred and stands in no document; false when left out.
    deadline_inferred: Option<bool>,
    /// The responsible office (责任科室).
    owner: Option<String>,
    /// The sentence of the work plan, as S-33.
    sentence: Option<String>,
    /// The words of the plan.
    quote: Option<String>,
    /// The metric, as M-23.
    metric: Option<String>,
}

#[derive(Default)]
pub(crate) struct ProgrammeMutation;

#[Object]
impl ProgrammeMutation {
    /// Launches a programme from its policy file (设立项目). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn programme_launch(
        &self,
        context: &Context<'_>,
        input: ProgrammeLaunchInput,
    ) -> Result<ProgrammePayload> {
        let id = ProgrammeId((registry(context)?.new_id)());
        let outcome = run::<Programme>(context, &input.common, |reader| {
            let file = file(reader, &input.toml);
            let from = reader.start("from", &input.from);
            let launch = LaunchProgramme::of_file(&file?, from?);
            Some(Asked::of(id.stream(), ProgrammeCommand::LaunchProgramme(launch)))
        });
        outcome.await.map(ProgrammePayload::from)
    }

    /// Puts other terms in force from a day on (修订项目). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn programme_revise(
        &self,
        context: &Context<'_>,
        input: ProgrammeReviseInput,
    ) -> Result<ProgrammePayload> {
        access::role(context)?;
        let slug = slug(context, &input.programme).await?;
        let outcome = run::<Programme>(context, &input.common, |reader| {
            let id = reader.id::<ProgrammeId>("programme", &input.programme);
            let file = file(reader, &input.toml);
            let from = reader.start("from", &input.from);
            let file = same_slug(reader, slug, file?)?;
            let revise = ReviseProgramme { terms: ProgrammeTerms::from(&file), from: from? };
            Some(Asked::of(id?.stream(), ProgrammeCommand::ReviseProgramme(revise)))
        });
        outcome.await.map(ProgrammePayload::from)
    }

    /// Sets the number a work plan asks of a programme (设定目标). For BUREAU_HR and PROGRAMME_MANAGER.
    async fn programme_target_set(
        &self,
        context: &Context<'_>,
        input: ProgrammeTargetSetInput,
    ) -> Result<ProgrammePayload> {
        let outcome = run::<Programme>(context, &input.common, |reader| {
            let id = reader.id::<ProgrammeId>("programme", &input.programme);
            let target = input.target(reader);
            Some(Asked::of(id?.stream(), ProgrammeCommand::SetProgrammeTarget(target?)))
        });
        outcome.await.map(ProgrammePayload::from)
    }
}

impl ProgrammeTargetSetInput {
    fn target(&self, reader: &mut Reader) -> Option<SetProgrammeTarget> {
        let number = reader.number("number", self.number);
        let deadline = reader.last("deadline", &self.deadline);
        let owner = reader.text_if("owner", self.owner.as_ref());
        let sentence = reader.text_if("sentence", self.sentence.as_ref());
        let quote = reader.text_if("quote", self.quote.as_ref());
        let metric = reader.text_if("metric", self.metric.as_ref());
        Some(SetProgrammeTarget {
            number: number?,
            definition: self.definition.into(),
            deadline: deadline?,
            deadline_inferred: self.deadline_inferred.unwrap_or(false),
            owner: owner?,
            sentence: sentence?,
            quote: quote?,
            metric: metric?,
        })
    }
}

/// Reads a programme file and checks that the rules and codes it names are there.
fn file(reader: &mut Reader, toml: &str) -> Option<ProgrammeFile> {
    let checked = ProgrammeFile::parse(toml).and_then(|file| {
        policy::check_set(&[], std::slice::from_ref(&file), &builtin::rules()?, &builtin::code_lists()?)?;
        Ok(file)
    });
    match checked {
        Ok(file) => Some(file),
        Err(fault) => reader.under("toml", |reader| {
            reader.fault(&fault.key, UserError::of_policy(&fault));
            None
        }),
    }
}

/// A file of another programme, taken by mistake, would give this one the other's terms.
fn same_slug(reader: &mut Reader, slug: Option<String>, file: ProgrammeFile) -> Option<ProgrammeFile> {
    match slug.filter(|slug| *slug != file.slug) {
        None => Some(file),
        Some(slug) => {
            let zh = format!("文件的标识是“{}”，所选项目的标识是“{slug}”；请核对文件", file.slug);
            let en = format!("the file is of “{}” and the programme is “{slug}”; check the file", file.slug);
            reader.under("toml", |reader| {
                reader.fault("slug", UserError::new("POLICY_SLUG_DIFFERS", zh, en));
                None
            })
        }
    }
}

/// The slug of a programme; none when there is no such programme, which the decision then says.
async fn slug(context: &Context<'_>, programme: &ID) -> Result<Option<String>> {
    let Ok(id) = id::of(NodeKind::Programme, programme) else { return Ok(None) };
    let history =
        registry(context)?.log.stream(&ProgrammeId(id).stream(), 0).await.map_err(fault::internal)?;
    let events = history.iter().filter_map(|recorded| ProgrammeEvent::read(&recorded.kind, &recorded.body));
    for event in events {
        if let ProgrammeEvent::ProgrammeLaunched(launch) = event.map_err(fault::internal)? {
            return Ok(Some(launch.slug));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<ProgrammeFile, Vec<UserError>> {
        Reader::read(|reader| file(reader, toml))
    }

    #[test]
    fn every_programme_of_the_policy_folder_can_be_brought_as_text() {
        for programme in builtin::PROGRAMMES {
            assert!(read(programme.text).is_ok(), "{}", programme.path);
        }
    }

    #[test]
    fn a_file_that_names_an_unknown_rule_is_refused_at_its_key() {
        let text = builtin::PROGRAMMES[0].text.replacen("\"R-01\"", "\"R-99\"", 1);
        let errors = read(&text).unwrap_err();
        assert!(
            format!("{errors:?}").contains("POLICY_VALUE_NOT_ALLOWED")
                && format!("{errors:?}").contains("rules")
        );
        assert!(read("slug = ").is_err());
    }

    #[test]
    fn the_file_of_another_programme_is_refused() {
        let file = read(builtin::PROGRAMMES[0].text).unwrap();
        let slug = Some("another".to_owned());
        assert!(Reader::read(|reader| same_slug(reader, slug, file.clone())).is_err());
        assert!(Reader::read(|reader| same_slug(reader, None, file)).is_ok());
    }
}
