//! What a phone does with the network, in any weather.

use proco_device::DeviceError;
use proco_device::view::{CentralAnswer, SyncStatus};
use proco_domain::ids::QueryId;
use proco_domain::time::UtcMillis;

use super::{Phone, Wrong, acknowledge_look_up};
use crate::act::Weather;
use crate::disk::Files;
use crate::road::Report;
use crate::town;

impl Phone {
    /// One pass in this weather; what it ended with, unless the phone was killed in it.
    pub async fn pass(
        &mut self,
        weather: &[Weather],
        truth: i64,
    ) -> Result<Option<SyncStatus>, Wrong> {
        let device = self.device().clone();
        self.road
            .forecast(weather, &device, &self.folder(), self.kill.is_some());
        let status = device.sync_pass().await;
        drop(device);
        let left = self.after(truth)?;
        if !left {
            self.model.looked(self.wrong_by);
            if status.problem.is_none() {
                self.model.told(self.wrong_by);
            }
        }
        Ok((!left).then_some(status))
    }

    /// Takes over what happened on the road; whether the phone was killed.
    fn after(&mut self, truth: i64) -> Result<bool, Wrong> {
        let Report {
            left,
            before,
            meanwhile,
            ..
        } = self.road.report();
        for (subject, view) in meanwhile {
            // Another subject ends the time of the last decision.
            self.last = None;
            acknowledge_look_up(&mut self.model, &view, subject, truth);
        }
        let left = match (left, before, self.kill.take()) {
            (Some(left), ..) => Some(left),
            (None, Some(before), Some(kill)) => {
                Some(Files::killed(&before, &self.files(), kill.cut))
            }
            (None, ..) => None,
        };
        if let Some(left) = &left {
            self.restart(Some(left))?;
        }
        self.check()?;
        Ok(left.is_some())
    }

    /// Asks what central knows of a look-up, in this weather.
    pub async fn ask(
        &mut self,
        query: QueryId,
        weather: &[Weather],
        truth: i64,
    ) -> Result<Option<Result<CentralAnswer, DeviceError>>, Wrong> {
        let device = self.device().clone();
        self.road
            .forecast(weather, &device, &self.folder(), self.kill.is_some());
        let answer = device.central_counts(query).await;
        drop(device);
        let left = self.after(truth)?;
        Ok((!left).then_some(answer))
    }

    /// The officer says when something was recorded, where the phone asks: he knows.
    pub fn say_when(&mut self) -> Result<(), Wrong> {
        let undated = self
            .device()
            .undated()
            .map_err(|error| format!("{error:?}"))?;
        for asked in undated {
            let said = asked.clock_said.0;
            let then = self.moments.iter().filter(|(clock, _)| *clock == said);
            let then: Vec<i64> = then.map(|(_, truth)| *truth).collect();
            if then.is_empty() {
                return Err(format!("asked about a moment at which nothing was: {said}"));
            }
            for truth in then {
                match self.device().date(asked.number, UtcMillis(truth)) {
                    Ok(()) => break,
                    // The clock said so more than once, or what was guessed of the time before or
                    // after it is in the way.
                    Err(DeviceError::Moment) => {}
                    Err(error) => return Err(format!("cannot be told when it was: {error:?}")),
                }
            }
        }
        Ok(())
    }

    /// Enrols with a code, in fair weather.
    pub async fn enrol(&mut self, code: &str) -> Result<(), DeviceError> {
        let device = self.device().clone();
        self.road.forecast(&[], &device, &self.folder(), false);
        let enrolled = device.enrol(code).await.map(|_| ());
        self.road.report();
        town::tell(self.road.town()).await;
        enrolled
    }
}
