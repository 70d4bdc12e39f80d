//! The three tables, apart so that each function can be given just those it uses.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TimeToLiveSpecification,
};

use super::{Store, StoreError};

/// What the tables are called in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableNames {
    /// People of the rounds, their messages, the links that lead to them, and the state of each round.
    pub participants: String,
    /// Responses, without any way back to a person.
    pub responses: String,
    /// Encrypted drafts, deleted by `expires`.
    pub drafts: String,
}

impl TableNames {
    pub fn with_prefix(prefix: &str) -> Self {
        let named = |name: &str| format!("{prefix}-{name}");
        TableNames {
            participants: named("participants"),
            responses: named("responses"),
            drafts: named("drafts"),
        }
    }
}

impl Store {
    /// Makes the tables that are not there. For one machine and for tests; the cloud's are made by infra.
    pub async fn create_tables(&self) -> Result<(), StoreError> {
        let there = self.client.list_tables().send().await?;
        for name in [&self.tables.participants, &self.tables.responses, &self.tables.drafts] {
            if there.table_names().contains(name) {
                continue;
            }
            let mut table =
                self.client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
            for (key, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
                let definition = AttributeDefinition::builder()
                    .attribute_name(key)
                    .attribute_type(ScalarAttributeType::S)
                    .build()?;
                let element = KeySchemaElement::builder().attribute_name(key).key_type(kind).build()?;
                table = table.attribute_definitions(definition).key_schema(element);
            }
            table.send().await?;
        }
        let expires = TimeToLiveSpecification::builder().enabled(true).attribute_name("expires").build()?;
        if !there.table_names().contains(&self.tables.drafts) {
            self.client
                .update_time_to_live()
                .table_name(&self.tables.drafts)
                .time_to_live_specification(expires)
                .send()
                .await?;
        }
        Ok(())
    }
}
