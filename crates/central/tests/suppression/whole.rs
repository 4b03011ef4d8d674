//! The figures of the whole force under attack: by whoever holds the figures of any teams beside them, and by officers
//! who take their own records away.

use proco_central::store::Figures;
use proco_central::summaries::force::summary;
use proco_central::summaries::key::Key;
use proco_exchange::codes::{GroundCode, ReasonTold, Theme};
use proco_exchange::force::{ForceSummary, MIN_TEAMS};
use proco_exchange::period::Period;

use crate::force::Force;

/// How many teams a force has here: more than are needed, so that some hide what others show.
const TEAMS: u64 = 8;

/// A figure of the force as the sum that it is of figures of its teams.
struct Told {
    name: String,
    number: u32,
    /// The figures of one team that it adds up, with their signs.
    of: Vec<(i64, Key)>,
    /// The figures that a team has to show to be in it.
    needs: [Key; 2],
}

fn quarter() -> Period {
    "2026-Q4".parse().unwrap()
}

fn teams(force: u64) -> Vec<Force> {
    (0..TEAMS)
        .map(|team| Force::of(force * TEAMS + team))
        .collect()
}

/// What a team shows of the quarter.
fn shown(team: &Force) -> Figures {
    let published = team.published().into_iter();
    let mut of_quarter = published.filter(|(period, _)| *period == quarter());
    of_quarter.next().unwrap().1
}

/// All that the force tells.
fn told(summary: &ForceSummary) -> Vec<Told> {
    let mut told = Vec::new();
    let mut add = |name: &str,
                   share: Option<proco_exchange::force::OfForce>,
                   part: Key,
                   whole: Key,
                   rest: bool| {
        let Some(share) = share else { return };
        let of_part = match rest {
            true => vec![(1, whole), (-1, part)],
            false => vec![(1, part)],
        };
        for (what, number, of) in [
            ("part", share.part, of_part),
            ("whole", share.whole, vec![(1, whole)]),
        ] {
            told.push(Told {
                name: format!("{name}, {what}"),
                number,
                of,
                needs: [part, whole],
            });
        }
    };
    add("left_it", summary.left_it, Key::LeftIt, Key::Queries, false);
    add("found", summary.found, Key::FoundNothing, Key::Stops, true);
    add(
        "repeat_stops",
        summary.repeat_stops,
        Key::RepeatStops,
        Key::Stops,
        false,
    );
    for of in &summary.reason_told {
        add(
            of.code.name(),
            Some(of.share),
            Key::ReasonTold(of.code),
            Key::Stops,
            false,
        );
    }
    for of in &summary.grounds {
        add(
            of.code.name(),
            Some(of.share),
            Key::GroundNothing(of.code),
            Key::Ground(of.code),
            true,
        );
    }
    for of in &summary.themes {
        add(
            of.code.name(),
            Some(of.share),
            Key::Theme(of.code),
            Key::Stops,
            false,
        );
    }
    told
}

/// What is left of a figure of the force to whoever knows the published figures of all teams but one; `None` where
/// nothing is: that team is not in it.
fn left_of(told: &Told, all: &[Figures], but: usize) -> i64 {
    let of_others: i64 = all
        .iter()
        .enumerate()
        .filter(|(team, _)| *team != but)
        .filter_map(|(_, figures)| shown_sum(told, figures))
        .sum();
    i64::from(told.number) - of_others
}

/// What a team shows of it; `None` where it hides a part.
fn shown_sum(told: &Told, figures: &Figures) -> Option<i64> {
    let has = |key: &Key| figures.contains_key(&key.name());
    if !told.needs.iter().all(has) {
        return None;
    }
    let number = |key: Key| i64::from(figures[&key.name()]);
    Some(told.of.iter().map(|(sign, key)| sign * number(*key)).sum())
}

fn true_sum(told: &Told, team: &Force) -> i64 {
    let number = |key: Key| i64::from(team.number(quarter(), key, None));
    told.of.iter().map(|(sign, key)| sign * number(*key)).sum()
}

/// The force as it would be if the true numbers of all teams were added up, wherever that sum is large.
fn naive(teams: &[Force]) -> Vec<Figures> {
    let all = teams.iter().map(|team| {
        let keys = Key::all().into_iter();
        keys.map(|key| (key.name(), team.number(quarter(), key, None)))
            .collect()
    });
    all.collect()
}

#[test]
fn the_force_less_the_figures_of_any_other_teams_is_what_a_team_shows_or_nothing() {
    let (mut in_it, mut hidden) = (0, 0);
    for force in 0..12 {
        let teams = teams(force);
        let all: Vec<Figures> = teams.iter().map(shown).collect();
        let summary = summary(quarter(), &all).unwrap();
        assert!(summary.min_teams == MIN_TEAMS);
        for told in told(&summary) {
            for (team, figures) in all.iter().enumerate() {
                let left = left_of(&told, &all, team);
                match shown_sum(&told, figures) {
                    Some(shown) => {
                        in_it += 1;
                        assert_eq!(left, shown, "{} of force {force}", told.name);
                    }
                    None => {
                        hidden += 1;
                        assert_eq!(
                            left, 0,
                            "{} of force {force}: nothing of what is hidden",
                            told.name
                        );
                    }
                }
            }
        }
    }
    assert!(
        in_it > 1_000 && hidden > 200,
        "both are tried: {in_it}, {hidden}"
    );
}

#[test]
fn the_true_sum_over_all_teams_would_give_hidden_figures_away() {
    let mut given_away = 0;
    for force in 0..12 {
        let teams = teams(force);
        let all: Vec<Figures> = teams.iter().map(shown).collect();
        let summary = summary(quarter(), &naive(&teams)).unwrap();
        for told in told(&summary) {
            let hiding: Vec<usize> = (0..all.len())
                .filter(|team| shown_sum(&told, &all[*team]).is_none())
                .collect();
            if let [only] = hiding[..] {
                assert_eq!(left_of(&told, &all, only), true_sum(&told, &teams[only]));
                given_away += 1;
            }
        }
    }
    assert!(
        given_away > 20,
        "the attack works where it can: {given_away}"
    );
}

#[test]
fn an_officer_who_takes_the_own_records_away_is_left_with_five_records_of_each_team() {
    for force in 0..6 {
        let teams = teams(force);
        let all: Vec<Figures> = teams.iter().map(shown).collect();
        let summary = summary(quarter(), &all).unwrap();
        for told in told(&summary) {
            let in_it: Vec<usize> = (0..all.len())
                .filter(|team| shown_sum(&told, &all[*team]).is_some())
                .collect();
            assert!(in_it.len() >= 5, "{}", told.name);
            for team in in_it {
                for officer in teams[team].leads..teams[team].officers {
                    let number =
                        |key: Key| i64::from(teams[team].number(quarter(), key, Some(officer)));
                    let own: i64 = told.of.iter().map(|(sign, key)| sign * number(*key)).sum();
                    let left = shown_sum(&told, &all[team]).unwrap() - own;
                    assert!(left >= 5, "{}, officer {officer} of team {team}", told.name);
                }
            }
        }
    }
}

#[test]
fn every_list_of_codes_is_tried() {
    let summary = summary(quarter(), &naive(&teams(0))).unwrap();
    assert_eq!(summary.reason_told.len(), ReasonTold::ALL.len());
    assert_eq!(summary.grounds.len(), GroundCode::ALL.len());
    assert_eq!(summary.themes.len(), Theme::ALL.len());
}
