//! Which topic the figures of a team pick.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use proco_exchange::force::OfForce;
use proco_exchange::period::Period;
use proco_exchange::summary::{Coded, GroundFigures, PeriodName, Quality};
use proptest::prelude::*;

use super::*;

fn week(code: &str) -> Week {
    match code.parse().unwrap() {
        Period::Week(week) => week,
        Period::Month { .. } | Period::Quarter { .. } => panic!("{code} is no week"),
    }
}

fn this_week() -> Week {
    week("2026-W48")
}

/// A closed period of 200 stops; what is not given is hidden, as central tells it.
fn closed(code: &str, grounds: &[(GroundCode, u32, u32)], themes: &[(Theme, u32)]) -> TeamSummary {
    let period: Period = code.parse().unwrap();
    let hidden = Figure(None);
    let ground = |code| {
        let given = grounds.iter().find(|one| one.0 == code);
        GroundFigures {
            code,
            stops: Figure(given.map(|one| one.2)),
            found_nothing: Figure(given.map(|one| one.1)),
        }
    };
    let theme = |code| Coded {
        code,
        figure: Figure(themes.iter().find(|one| one.0 == code).map(|one| one.1)),
    };
    TeamSummary {
        team: "duinwijk".to_owned(),
        period: PeriodName::from(period),
        min_officers: 5,
        min_records: 5,
        queries: hidden,
        left_it: hidden,
        undecided: hidden,
        stops: Figure(Some(200)),
        found_nothing: hidden,
        repeat_stops: hidden,
        despite_advisory: hidden,
        mistyped: hidden,
        together: hidden,
        quality: Quality::default(),
        grounds: GroundCode::ALL.map(ground).to_vec(),
        reason_told: Vec::new(),
        findings: Vec::new(),
        ratings: Vec::new(),
        do_again: Vec::new(),
        themes: Theme::ALL.map(theme).to_vec(),
    }
}

const DEFECT: Topic = Topic::Ground(GroundCode::VehicleDefect);
const EVADING: Topic = Topic::Ground(GroundCode::Evading);
const REPORT: Topic = Topic::Ground(GroundCode::Report);
const CROWDED: Topic = Topic::Named(Theme::Workload);

fn quarter() -> TeamSummary {
    closed(
        "2026-Q3",
        &[
            (GroundCode::Evading, 18, 30),
            (GroundCode::VehicleDefect, 32, 40),
            (GroundCode::Report, 10, 60),
            // Nineteen of nineteen say little yet.
            (GroundCode::Disturbance, 19, 19),
        ],
        &[(Theme::Appearance, 12), (Theme::Workload, 31)],
    )
}

fn picked(closed: &[TeamSummary], lately: &[Topic]) -> (Topic, Because) {
    let lately = lately.iter().copied().collect();
    let Choice { topic, because } = choose(closed, None, &lately, this_week());
    (topic, because)
}

fn by_figures(quarter: &str) -> Because {
    Because::Figures {
        quarter: quarter.to_owned(),
    }
}

#[test]
fn first_the_largest_share_then_the_theme_named_most_then_the_other_grounds() {
    let all = [quarter()];
    let mut lately = Vec::new();
    for topic in [DEFECT, CROWDED, EVADING, REPORT] {
        assert_eq!(picked(&all, &lately), (topic, by_figures("2026-Q3")));
        lately.push(topic);
    }
    let (topic, because) = picked(&all, &lately);
    assert_eq!(because, Because::Turn(Turn::AllTalked));
    assert!(!lately.contains(&topic));
}

#[test]
fn the_newest_closed_quarter_decides_and_no_shorter_period() {
    let earlier = closed("2026-Q2", &[(GroundCode::FixedRule, 90, 90)], &[]);
    let week = closed("2026-W47", &[(GroundCode::FixedRule, 50, 50)], &[]);
    let month = closed("2026-11", &[(GroundCode::FixedRule, 50, 50)], &[]);
    let all = [week.clone(), earlier, quarter(), month.clone()];
    assert_eq!(picked(&all, &[]), (DEFECT, by_figures("2026-Q3")));
    for short in [&[][..], &[week, month]] {
        let (_, because) = picked(short, &[]);
        assert_eq!(because, Because::Turn(Turn::NoQuarter));
    }
}

#[test]
fn what_is_hidden_too_small_or_none_at_all_chooses_nothing() {
    for grounds in [
        &[][..],
        &[(GroundCode::Report, 19, 19)],
        &[(GroundCode::Report, 0, 80)],
    ] {
        let (_, because) = picked(&[closed("2026-Q3", grounds, &[])], &[]);
        assert_eq!(because, Because::Turn(Turn::TooSmall), "{grounds:?}");
    }
    let mut without_stops = closed("2026-Q3", &[], &[(Theme::Workload, 31)]);
    without_stops.stops = Figure(None);
    let (_, because) = picked(&[without_stops], &[]);
    assert_eq!(because, Because::Turn(Turn::TooSmall));
}

#[test]
fn of_equal_shares_the_one_with_more_behind_it_goes_first() {
    let grounds = [(GroundCode::Evading, 20, 40), (GroundCode::Report, 50, 100)];
    let equal = closed("2026-Q3", &grounds, &[]);
    assert_eq!(picked(&[equal], &[]).0, REPORT);
}

#[test]
fn the_figure_says_whether_another_of_its_kind_is_hidden() {
    let some = figure(DEFECT, &quarter()).unwrap();
    assert_eq!((some.share.part, some.share.whole), (32, 40));
    assert!(some.others_hidden);
    let each: Vec<_> = Theme::ALL.into_iter().map(|theme| (theme, 9)).collect();
    let shown = figure(CROWDED, &closed("2026-Q3", &[], &each)).unwrap();
    assert_eq!((shown.share.part, shown.share.whole), (9, 200));
    assert!(!shown.others_hidden);
    let fixed = Topic::Ground(GroundCode::FixedRule);
    assert_eq!(figure(fixed, &quarter()), None);
    assert_eq!(figure(Topic::ToldLess, &quarter()), None);
    let mut told = quarter();
    told.reason_told = vec![Coded {
        code: ReasonTold::Unasked,
        figure: Figure(Some(150)),
    }];
    let unasked = figure(Topic::ToldLess, &told).unwrap();
    assert_eq!((unasked.share.part, unasked.share.whole), (150, 200));
    assert!(unasked.others_hidden);
}

/// The whole force in a quarter, in which the reason was told unasked so often.
fn force(code: &str, part: u32, whole: u32) -> ForceSummary {
    let period: Period = code.parse().unwrap();
    ForceSummary {
        period: PeriodName::from(period),
        min_teams: 5,
        left_it: None,
        found: None,
        repeat_stops: None,
        reason_told: vec![CodedOfForce {
            code: ReasonTold::Unasked,
            share: OfForce { part, whole },
        }],
        grounds: Vec::new(),
        themes: Vec::new(),
    }
}

#[test]
fn telling_the_reason_is_a_topic_where_it_is_told_less_than_in_the_force_by_more_than_chance() {
    let told = |unasked| {
        let mut told = quarter();
        told.reason_told = vec![Coded {
            code: ReasonTold::Unasked,
            figure: Figure(unasked),
        }];
        told
    };
    let lately = BTreeSet::from([DEFECT, CROWDED]);
    let next = |quarter: &TeamSummary, force: Option<&ForceSummary>| {
        choose(std::slice::from_ref(quarter), force, &lately, this_week()).topic
    };
    // Of 200, a hundred are 43 to 57 in a hundred with chance.
    let half = told(Some(100));
    assert_eq!(
        next(&half, Some(&force("2026-Q3", 70, 100))),
        Topic::ToldLess
    );
    for (quarter, force) in [
        (&half, Some(force("2026-Q3", 55, 100))),
        (&half, Some(force("2026-Q3", 30, 100))),
        (&half, Some(force("2026-Q2", 70, 100))),
        (&half, None),
        (&told(None), Some(force("2026-Q3", 70, 100))),
    ] {
        assert_eq!(next(quarter, force.as_ref()), EVADING, "{force:?}");
    }
    let all = choose(
        &[half],
        Some(&force("2026-Q3", 70, 100)),
        &BTreeSet::new(),
        this_week(),
    );
    assert_eq!(
        all.topic, DEFECT,
        "after the largest share and the theme named most"
    );
}

#[test]
fn by_turn_each_topic_comes_before_any_comes_again() {
    let mut at = this_week();
    let mut seen = BTreeSet::new();
    for _ in Topic::all() {
        let choice = choose(&[], None, &BTreeSet::new(), at);
        assert!(seen.insert(choice.topic), "{:?}", choice.topic);
        at = at.next();
    }
}

proptest! {
    /// Whatever a quarter shows: a topic by figures has enough behind it, is no smaller than any other that has, and was not
    /// talked about lately.
    #[test]
    fn no_topic_is_said_to_be_chosen_by_figures_that_do_not_choose_it(
        shown in prop::collection::vec(prop::option::of((0..120_u32, 0..120_u32)), GroundCode::ALL.len()),
        named in prop::collection::vec(prop::option::of(0..120_u32), Theme::ALL.len()),
        talked in prop::collection::btree_set(0..24_usize, 0..7),
    ) {
        let grounds: Vec<_> = GroundCode::ALL.into_iter().zip(shown)
            .filter_map(|(code, one)| one.map(|(one, other)| (code, one.min(other), one.max(other)))).collect();
        let themes: Vec<_> = Theme::ALL.into_iter().zip(named)
            .filter_map(|(code, one)| one.map(|one| (code, one))).collect();
        let all: Vec<Topic> = Topic::all().collect();
        let lately: BTreeSet<Topic> = talked.into_iter().map(|at| all[at]).collect();
        let quarter = closed("2026-Q3", &grounds, &themes);
        let Choice { topic, because } = choose(std::slice::from_ref(&quarter), None, &lately, this_week());
        prop_assert!(!lately.contains(&topic));
        let enough = |(_, nothing, stops): &&(GroundCode, u32, u32)| *nothing > 0 && *stops >= 20;
        let left: Vec<_> = grounds.iter().filter(enough).filter(|one| !lately.contains(&Topic::Ground(one.0))).collect();
        match because {
            Because::Turn(_) => prop_assert!(left.is_empty()),
            Because::Figures { .. } => {
                let Some(TopicFigure { share, .. }) = figure(topic, &quarter) else { panic!("a figure that is shown") };
                prop_assert!(share.whole >= 20 && share.part > 0);
                match topic {
                    Topic::Ground(_) => prop_assert!(left.iter().all(|(_, nothing, stops)| nothing * share.whole <= share.part * stops)),
                    Topic::Named(_) => prop_assert!(themes.iter().all(|(_, times)| *times <= share.part)),
                    Topic::ToldLess => panic!("nothing is known of the force"),
                }
            }
        }
    }
}
