"""Life events: a card's own expiry, re-hires, replaced sheets, decisions on duties, answers given.

Frozen SQL, independent of db/tables/models.py. `person` is built anew because a CHECK grew; its end of
cover is filled in afterwards by db/tables/derived.py.
"""

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "person_new" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "office_id" INTEGER NOT NULL,
        "kind" TEXT NOT NULL CHECK (kind IN ('dependant', 'insured')),
        "symbol" TEXT NOT NULL,
        "number" TEXT NOT NULL,
        "branch_number" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "kana" TEXT NOT NULL,
        "sex" TEXT NOT NULL CHECK (sex IN ('female', 'male', 'unset')),
        "relationship" TEXT NOT NULL,
        "born_on" TEXT NOT NULL,
        "qualified_on" TEXT NOT NULL,
        "department" TEXT NOT NULL,
        "employee_code" TEXT NOT NULL,
        "enrolment" TEXT NOT NULL CHECK (enrolment IN (
            'declined', 'expired', 'needs_care', 'no_answer', 'no_card', 'not_registered',
            'registered', 'released', 'unknown')),
        "enrolment_as_of" TEXT,
        "sex_on_front" INTEGER NOT NULL CHECK (sex_on_front IN (0, 1)),
        "disqualified_on" TEXT,
        "loss_cause" TEXT CHECK (loss_cause IN (
            'age_75', 'death', 'disability', 'insured_lost', 'left', 'other_insurance', 'rehired',
            'removed_dependant')),
        "last_day_on" TEXT,
        "certificate_expires_on" TEXT,
        "copay_rate" INTEGER,
        "copay_from" TEXT,
        "elderly_card_listed" INTEGER NOT NULL CHECK (elderly_card_listed IN (0, 1)),
        "card_expires_on" TEXT,
        "last_office_on" TEXT,
        "kana_key" TEXT NOT NULL,
        "name_key" TEXT NOT NULL,
        "ends_on" TEXT,
        "ends_by" TEXT,
        "live_status" TEXT,
        "told_on" TEXT,
        "told_times" INTEGER,
        FOREIGN KEY ("office_id") REFERENCES "office" ("id") ON DELETE RESTRICT
    )
    """,
    """
    INSERT INTO person_new (
        id, office_id, kind, symbol, number, branch_number, name, kana, sex, relationship, born_on,
        qualified_on, department, employee_code, enrolment, enrolment_as_of, sex_on_front,
        disqualified_on, loss_cause, last_day_on, certificate_expires_on, copay_rate, copay_from,
        elderly_card_listed, kana_key, name_key)
    SELECT
        id, office_id, kind, symbol, number, branch_number, name, kana, sex, relationship, born_on,
        qualified_on, department, employee_code, enrolment, enrolment_as_of, sex_on_front,
        disqualified_on, loss_cause, last_day_on, certificate_expires_on, copay_rate, copay_from,
        elderly_card_listed, kana_key, name_key
    FROM person
    """,
    'DROP TABLE "person"',
    'ALTER TABLE "person_new" RENAME TO "person"',
    'CREATE INDEX "person_office_id" ON "person" ("office_id")',
    'CREATE UNIQUE INDEX "person_insured_number" ON "person" ("symbol", "number", "branch_number")',
    'CREATE INDEX "person_search" ON "person" ("kana_key", "name_key", "number", "employee_code")',
    'CREATE INDEX "person_ends_on" ON "person" ("ends_on")',
    'CREATE INDEX "person_born_on" ON "person" ("born_on")',
    'CREATE INDEX "person_enrolment_as_of" ON "person" ("enrolment_as_of")',
    """
    CREATE INDEX "person_stage"
        ON "person" ("enrolment", "live_status",
            "certificate_expires_on", "ends_on", "qualified_on", "office_id", "department", "kana_key",
            "told_on", "told_times")
    """,
    """
    CREATE INDEX "person_elderly_card"
        ON "person" ("elderly_card_listed") WHERE elderly_card_listed = 1
    """,
    'CREATE INDEX "person_card" ON "person" ("card_expires_on") WHERE card_expires_on IS NOT NULL',
    """
    CREATE INDEX "person_last_office"
        ON "person" ("last_office_on") WHERE last_office_on IS NOT NULL
    """,
    """
    ALTER TABLE "certificate" ADD COLUMN "replace_cause" TEXT CHECK (replace_cause IN (
        'copay', 'correction', 'damage', 'insured_name', 'name', 'number', 'rehire', 'reissue'))
    """,
    'ALTER TABLE "certificate" ADD COLUMN "last_step_on" TEXT',
    """
    UPDATE certificate SET last_step_on = nullif(max(
        coalesce(iif(origin = 'printed', issued_on, NULL), ''), coalesce(ready_on, ''),
        coalesce(handed_out_on, ''), coalesce(closed_on, ''), coalesce(collected_on, ''),
        coalesce(forwarded_on, '')), '')
    """,
    "UPDATE certificate SET replace_cause = 'reissue' WHERE closed_as = 'superseded'",
    'CREATE INDEX "certificate_status" ON "certificate" ("status", "expires_on")',
    'CREATE INDEX "certificate_last_step" ON "certificate" ("last_step_on")',
    """
    ALTER TABLE "contact" ADD COLUMN "about" TEXT NOT NULL DEFAULT 'register'
        CHECK (about IN ('elderly_card', 'hand_out', 'other', 'register', 'return'))
    """,
    """
    ALTER TABLE "contact" ADD COLUMN "reply" TEXT NOT NULL DEFAULT 'none' CHECK (reply IN (
        'declined', 'done', 'later', 'no_answer', 'none', 'promised', 'unreached'))
    """,
    'CREATE INDEX "contact_about" ON "contact" ("about", "contacted_on", "person_id")',
    """
    CREATE TABLE "deferral" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "person_id" INTEGER NOT NULL,
        "kind" TEXT NOT NULL CHECK (kind IN (
            'birthday', 'elderly_card', 'forward', 'hand_out', 'print', 'register', 'renew',
            'return')),
        "certificate_id" INTEGER,
        "made_on" TEXT NOT NULL,
        "due_on" TEXT,
        "hidden_until" TEXT,
        "reason" TEXT NOT NULL,
        FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE RESTRICT,
        FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id") ON DELETE RESTRICT
    )
    """,
    'CREATE INDEX "deferral_person_id" ON "deferral" ("person_id")',
    'CREATE INDEX "deferral_certificate_id" ON "deferral" ("certificate_id")',
    """
    CREATE TABLE "given_answer" (
        "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        "as_of" TEXT NOT NULL,
        "made_on" TEXT NOT NULL,
        "content" TEXT NOT NULL
    )
    """,
)

NEW_RULES = """
# 氏名変更・割合変更・再雇用、旧い健康保険証、カードの期限、有効期限、枝番、声かけの回数

[rule.name_change_returns]
value = true
source = "健康保険法施行規則36条(氏名を変えたときは資格確認書を事業主に提出)"
effective_from = 2024-12-02
confirmed = true

[rule.name_change_family]
value = true
source = "家族の資格確認書に被保険者の氏名が載るため(健保各組合の案内)。健保に要確認"
effective_from = 2024-12-02

[rule.copay_change_returns]
value = true
source = "健康保険法施行規則52条(高齢受給者証は割合が変われば返納)にならう。健保に要確認"
effective_from = 2024-12-02

[rule.rehire_returns]
value = true
source = "健康保険法施行規則51条1項。再雇用(同日得喪)で番号・資格取得日が変わる。JSR健保の案内 11ページ"
effective_from = 2024-12-02

[rule.old_card_return_until]
value = 2025-12-01
source = "JSR健保の案内 3ページ(2025年12月2日以降は本人が廃棄)"
effective_from = 2024-12-02
confirmed = true

[rule.card_notice_days]
value = 90
source = "協会けんぽの案内(2025年7月16日。更新は期限の3か月前から)"
effective_from = 2024-12-02

[rule.card_grace_months]
value = 3
source = "協会けんぽの案内(2025年7月16日。期限の月の末日から3か月は使える)"
effective_from = 2024-12-02
confirmed = true

[rule.expiry_max_years]
value = 5
source = "厚生労働省の会議資料(2025年3月13日。有効期限は5年以内で保険者が定める)"
effective_from = 2024-12-02
confirmed = true

[rule.expiry_before_75]
value = true
source = "高齢者の医療の確保に関する法律52条(75歳の誕生日から後期高齢者医療)。健保に要確認"
effective_from = 2024-12-02

[rule.expiry_before_70]
value = false
source = "一部の保険者の案内(70歳の割合が始まる前日まで)。健保に要確認"
effective_from = 2024-12-02

[rule.insured_branch]
value = "any"
source = "統一の決まりなし(本人は00が多く、01の保険者もある)。健保に要確認"
effective_from = 2024-12-02

[rule.reminder_steps]
value = 3
source = "事業所の設定(返事のない声かけの上限)。登録は任意"
effective_from = 2024-12-02
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 - the runner passes both
    for statement in STATEMENTS:
        db.execute_sql(statement)
    # A society's file from before these rules existed goes on with the notice's.
    db.execute_sql("UPDATE society SET rules_toml = rules_toml || ?", (NEW_RULES,))
