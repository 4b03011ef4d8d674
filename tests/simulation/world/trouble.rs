//! Copies that are put back, and phones that are put out and let in.

use proco_access::DeviceId;
use proco_device::{DeviceError, StoreError};

use super::World;
use crate::actions::Told;
use crate::model::PhoneModel;
use crate::town::{self, lock};

impl World {
    pub fn put_back(&mut self, number: usize) -> Told {
        self.look(number);
        let phone = &mut self.phones[number];
        let Some((files, model)) = phone.copy.clone() else {
            return Ok("no copy");
        };
        let changed = phone.model.changed_since(&model);
        phone.forked.extend(changed);
        phone.model = PhoneModel {
            truth: phone.model.truth,
            clock_was_wrong: phone.model.clock_was_wrong,
            witnessed: phone.model.witnessed,
            ahead_since: model.ahead_since.or(phone.model.ahead_since),
            ..model
        };
        phone.set_time(self.truth);
        phone.put_back(&files)?;
        phone.check()?;
        Ok("put back")
    }

    /// What central lost with it is sent again by the phones; its administrator revokes again.
    pub async fn put_central_back(&mut self) -> Told {
        for number in 0..self.phones.len() {
            self.look(number);
        }
        if !town::put_central_back(&self.town).await {
            return Ok("central has no copy");
        }
        self.unaware.extend(0..self.phones.len());
        for number in self.revoked.clone() {
            self.revoke(number).await?;
        }
        Ok("central was put back")
    }

    pub async fn revoke(&mut self, number: usize) -> Told {
        let key = self.phones[number].public_key();
        let central = lock(&self.town).central().clone();
        let devices = central.devices().await.map_err(|error| error.to_string())?;
        let device: Option<DeviceId> = devices
            .iter()
            .find(|device| device.public_key == key)
            .map(|device| device.device);
        if let Some(device) = device {
            town::revoke(&self.town, device).await;
            self.revoked.insert(number);
        }
        Ok("revoked")
    }

    /// Enrols again; a phone that was revoked stays out.
    pub async fn enrol(&mut self, number: usize) -> Told {
        let code = town::code(&self.town).await;
        match self.phones[number].enrol(&code).await {
            Ok(()) => {
                self.revoked.remove(&number);
                Ok("enrolled")
            }
            Err(_) if self.revoked.contains(&number) => Ok("stays out"),
            // The token that central grants needs room.
            Err(DeviceError::Store(StoreError::DiskFull)) if self.phones[number].is_full() => {
                Ok("refused: the disk is full")
            }
            Err(error) => Err(format!("a good code is refused: {error:?}")),
        }
    }
}
