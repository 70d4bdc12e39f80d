//! Two owners who order and take back at once never have more than their quotas.

use std::sync::Arc;

use anyhow::{Result, ensure};
use domain::oslo;
use domain::round::{Channel, MessageKind};
use domain::send_out::{Filter, Owner, SendOut, SendOutId};
use proptest::prelude::*;
use proptest::sample::Index;
use tests::embedded::Faults;
use tests::register;

use crate::step::{Faulty, faulty};
use crate::world::Shared;

/// What two owners do with their SMS send-outs: order one, or take one back.
fn orders() -> impl Strategy<Value = Vec<(bool, Option<Index>, Faulty)>> {
    let undo = prop_oneof![3 => Just(None), 1 => any::<Index>().prop_map(Some)];
    proptest::collection::vec((any::<bool>(), undo, faulty()), 1..30)
}

/// Two owners with seven and three SMS send-outs, as in 2023.
async fn hold_the_quota(orders: &[(bool, Option<Index>, Faulty)]) -> Result<()> {
    static CASES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let name = format!("quota{}", CASES.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let faults = Arc::new(Faults::default());
    let store = Shared::get().embedded.store(&name, &faults).await?;
    let owners = [(Owner::County("46".parse()?), 7), (Owner::Office(register::organisation(0).parse()?), 3)];
    let (now, at) = (oslo::instant("2023-10-16T10:00:00".parse()?), "2023-10-17T10:00:00".parse()?);
    for (number, (by_office, undo, faulty)) in (0u64..).zip(orders) {
        let (owner, quota) = owners[usize::from(*by_office)];
        let standing: Vec<SendOut> = store.ordered_send_outs(2023).await?;
        let calls = faulty.iter().flat_map(|(well, fault, badly)| {
            std::iter::repeat_n(None, *well % 2).chain(std::iter::repeat_n(Some(*fault), *badly))
        });
        faults.plan(calls);
        if let Some(undo) = undo.filter(|_| !standing.is_empty()) {
            let order = undo.get(&standing);
            drop(faults.run(store.undo_send_out(2023, order, order.by, now)).await);
        } else {
            let (id, channel) = (SendOutId::Ordered(number), Channel::Sms);
            let (by, only) = (Some(owner), Filter::default());
            let order = SendOut { id, by, kind: MessageKind::Reminder, at, channel, only };
            drop(faults.run(store.add_send_out(2023, &order, Some((owner, quota)), now)).await);
        }
        faults.plan([]);
        let standing = store.ordered_send_outs(2023).await?;
        for (owner, quota) in owners {
            let ordered = standing.iter().filter(|order| order.by == Some(owner)).count();
            let used = store.sms_used(2023, owner).await?;
            ensure!(ordered <= quota as usize, "{ordered} of {quota} are ordered by {owner:?}");
            ensure!(ordered == used as usize, "{used} are counted, and {ordered} stand");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_orders_overdraws_a_quota(orders in orders()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let held = runtime.block_on(hold_the_quota(&orders));
        prop_assert!(held.is_ok(), "{:?}", held.err());
    }
}
