//! Stories of one phone without any server: what its officer sees, and what its file holds.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod again;
mod certificates;
mod choices;
mod corrected;
mod damage;
mod drafts;
mod end;
mod entered;
mod first_page;
mod frozen;
mod gone;
mod half_done;
mod joined;
mod jump;
mod lessons;
mod look_up;
mod mirror;
mod mistyped;
mod names;
mod one_core;
mod pair;
mod parked;
mod practice;
mod practice_stop;
mod privacy;
mod recorded;
mod reminders;
mod rescued;
mod rescued_log;
mod second_views;
mod secrets;
mod shift;
mod shift_question;
mod stops;
mod two_moments;
mod two_windows;
mod undo;
mod unreadable;
mod weak_words;
