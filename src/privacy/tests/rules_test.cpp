// Deadlines across Tet, working days, who must consent: tables of cases, and a random timeline beside a simple model.
#include <gtest/gtest.h>

#include <random>

#include "privacy/consent_rules.h"
#include "privacy/duties.h"

namespace khuyenhoc::privacy {

namespace {

Date day(const char* text) { return *parse_date(text); }
const Law& law() { return *law_on(day("2026-06-01")); }

}  // namespace

TEST(WorkingDays, weekends_holidays_and_swapped_days) {
    const struct {
        const char* on;
        bool working;
    } cases[] = {
        {"2026-01-02", false}, {"2026-01-10", true},                       // swapped
        {"2026-02-13", true},  {"2026-02-16", false}, {"2026-02-20", false}, {"2026-02-23", true},  // Tet
        {"2026-04-26", false}, {"2026-04-27", false}, {"2026-04-28", true},  // Hung Kings' Day was a Sunday
        {"2026-08-22", true},  {"2026-08-31", false}, {"2026-09-02", false}, {"2026-09-03", true},
        {"2026-11-24", true},  // not counted until a document says so
        {"2024-05-04", true},  {"2024-04-29", false}, {"2024-02-14", false}, {"2025-04-26", true}, {"2025-05-02", false},
        {"2027-02-04", true},  {"2027-02-05", false}, {"2027-02-11", true},
        {"2031-06-02", true},  {"2031-06-01", false},  // a year that is not loaded: weekends alone
    };
    for (const auto& one : cases) EXPECT_EQ(working_days().is_working(day(one.on)), one.working) << one.on;
    EXPECT_TRUE(working_days().is_decided(day("2026-05-05")));
    EXPECT_FALSE(working_days().is_decided(day("2027-05-05")));
    EXPECT_FALSE(working_days().is_decided(day("2031-05-05")));
}

TEST(WorkingDays, adding_them_skips_what_is_not_worked) {
    const struct {
        const char* from;
        int n;
        const char* to;
    } cases[] = {
        {"2026-03-02", 0, "2026-03-02"}, {"2026-03-02", 2, "2026-03-04"}, {"2026-03-05", 2, "2026-03-09"},
        {"2026-02-13", 1, "2026-02-23"},  // the Friday before Tet
        {"2026-02-12", 2, "2026-02-23"}, {"2026-02-17", 2, "2026-02-24"}, {"2026-01-09", 1, "2026-01-10"},
        {"2026-04-24", 1, "2026-04-28"}, {"2026-08-28", 2, "2026-09-04"}, {"2027-02-04", 2, "2027-02-12"},
    };
    for (const auto& one : cases) EXPECT_EQ(khuyenhoc::to_text(working_days().add_working_days(day(one.from), one.n)), one.to) << one.from;
}

TEST(Deadlines, by_kind_and_across_tet) {
    const struct {
        const char* kind;
        const char* received;
        bool third_party, extended;
        const char* acknowledge_by;
        const char* answer_by;
        bool expected;
    } cases[] = {
        {"see", "2026-03-02", false, false, "2026-03-04", "2026-03-12", false},
        {"see", "2026-03-02", true, false, "2026-03-04", "2026-03-17", false},
        {"see", "2026-03-02", false, true, "2026-03-04", "2026-03-23", false},      // 22 March is a Sunday
        {"correct", "2026-02-10", false, false, "2026-02-12", "2026-02-23", false},  // the tenth day is within Tet
        {"provide", "2026-02-13", false, false, "2026-02-24", "2026-02-23", false},  // acknowledging may outlast answering
        {"withdraw", "2026-02-02", false, false, "2026-02-04", "2026-02-23", false}, // 17 February: the first day of the year
        {"withdraw", "2026-02-02", true, false, "2026-02-04", "2026-02-23", false},  // 22 February, a Sunday
        {"restrict", "2026-02-02", true, true, "2026-02-04", "2026-03-09", false},
        {"object", "2026-08-15", false, false, "2026-08-18", "2026-09-03", false},   // 30 August to 2 September are off
        {"delete", "2026-01-27", false, false, "2026-01-29", "2026-02-23", false},
        {"delete", "2026-03-02", true, true, "2026-03-04", "2026-04-21", false},
        {"delete", "2026-12-20", false, true, "2026-12-22", "2027-01-29", true},     // ends in a year not decided yet
        {"see", "2027-01-29", false, false, "2027-02-02", "2027-02-11", true},
    };
    for (const auto& one : cases) {
        const auto found = deadlines(working_days(), law(), *find_kind(law(), one.kind), day(one.received), one.third_party, one.extended);
        EXPECT_EQ(khuyenhoc::to_text(found.acknowledge_by), one.acknowledge_by) << one.kind << one.received;
        EXPECT_EQ(khuyenhoc::to_text(found.answer_by), one.answer_by) << one.kind << one.received;
        EXPECT_EQ(found.expected, one.expected) << one.kind << one.received;
    }
    EXPECT_EQ(law_on(day("2025-12-31")), nullptr) << "the law before is not loaded";
}

TEST(Deadlines, a_simple_model_of_random_timelines_agrees) {
    std::mt19937 random(20261123);
    const auto kinds = request_kinds();
    for (int i = 0; i < 3000; ++i) {
        const Date received = from_days(to_days(day("2026-01-01")) + static_cast<int>(random() % 500));
        const auto* kind = find_kind(law(), kinds[random() % kinds.size()]);
        const bool third = random() % 2 == 0, extended = random() % 2 == 0;
        const auto found = deadlines(working_days(), law(), *kind, received, third, extended);
        // Day by day, as one would with a paper calendar.
        int left = (third ? kind->third_party_days : kind->days) + (extended ? kind->extension_days : 0), worked = 0;
        Date at = received, acknowledge{};
        for (;;) {
            at = from_days(to_days(at) + 1);
            if (working_days().is_working(at) && ++worked == 2) acknowledge = at;
            if (--left <= 0 && working_days().is_working(at)) break;
        }
        if (worked >= 2) {
            EXPECT_EQ(found.acknowledge_by, acknowledge);
        }
        EXPECT_EQ(found.answer_by, at) << kind->kind << " " << khuyenhoc::to_text(received);
        EXPECT_TRUE(working_days().is_working(found.answer_by) && working_days().is_working(found.acknowledge_by));
        const auto plain = deadlines(working_days(), law(), *kind, received, third, false);
        EXPECT_GE(found.answer_by, plain.answer_by) << "an extension never shortens";
    }
}

TEST(Moments, seventy_two_hours) {
    EXPECT_EQ(to_text(add_hours(*parse_moment("2026-02-14T22:15"), 72)), "2026-02-17T22:15");  // Tet does not stop it
    EXPECT_EQ(to_text(add_hours(*parse_moment("2026-12-30T00:00"), 72)), "2027-01-02T00:00");
    EXPECT_EQ(to_text(moment_of("2026-02-14T22:15:31.000Z")), "2026-02-15T05:15");
    EXPECT_EQ(minutes_between(*parse_moment("2026-02-14T22:15"), *parse_moment("2026-02-15T05:15")), 420);
    for (const char* wrong : {"", "2026-02-30T10:00", "2026-02-14 10:00", "2026-02-14T24:00", "2026-02-14T10:60", "2026-02-14T1 :00", "2026-02-14T-1:00"})
        EXPECT_FALSE(parse_moment(wrong)) << wrong;
    EXPECT_EQ(khuyenhoc::to_text(months_before(day("2026-03-31"), 1)), "2026-02-28");
    EXPECT_EQ(khuyenhoc::to_text(months_before(day("2026-01-15"), 13)), "2024-12-15");
}

TEST(Consent, who_must_give_it) {
    const struct {
        const char* birth;
        Needed need;
    } cases[] = {
        {"1990-05-05", {true, false}}, {"2010-06-01", {true, false}},  // 16 today
        {"2010-06-02", {true, true}},                                  // 16 tomorrow
        {"2019-06-01", {true, true}}, {"2019-06-02", {false, true}},   // 7 today, 7 tomorrow
        {"2024-01-01", {false, true}},
        {"2010", {true, true}},   // may be 15 or 16: both
        {"2009", {true, false}}, {"2019", {true, true}}, {"2020", {false, true}},
    };
    for (const auto& one : cases) EXPECT_EQ(needed(law(), ages_on(one.birth, day("2026-06-01"))), one.need) << one.birth;
}

TEST(Consent, may_be_used_only_with_every_word_that_is_needed) {
    const auto own = [](const char* from, const char* until = nullptr, const char* withdrawn = nullptr) {
        return Consent{"publish_photo", Giver::self, day(from), until ? std::optional(day(until)) : std::nullopt,
                       withdrawn ? std::optional(day(withdrawn)) : std::nullopt};
    };
    auto guardian = own("2026-05-01");
    guardian.giver = Giver::guardian;
    auto other_purpose = own("2026-05-01");
    other_purpose.purpose = "publish_name";
    const struct {
        const char* what;
        const char* birth;
        std::vector<Consent> consents;
        bool restricted, may;
    } cases[] = {
        {"nothing is never a yes", "1990-05-05", {}, false, false},
        {"an adult's own", "1990-05-05", {own("2026-05-01")}, false, true},
        {"for another purpose", "1990-05-05", {other_purpose}, false, false},
        {"from tomorrow", "1990-05-05", {own("2026-06-02")}, false, false},
        {"over today", "1990-05-05", {own("2026-05-01", "2026-06-01")}, false, false},
        {"withdrawn today", "1990-05-05", {own("2026-05-01", nullptr, "2026-06-01")}, false, false},
        {"withdrawn and given again", "1990-05-05", {own("2026-05-01", nullptr, "2026-05-20"), own("2026-05-25")}, false, true},
        {"restricted", "1990-05-05", {own("2026-05-01")}, true, false},
        {"a guardian cannot speak for an adult", "1990-05-05", {guardian}, false, false},
        {"a child of 10 alone", "2016-01-01", {own("2026-05-01")}, false, false},
        {"a child of 10, the guardian alone", "2016-01-01", {guardian}, false, false},
        {"a child of 10, both", "2016-01-01", {own("2026-05-01"), guardian}, false, true},
        {"a child of 5, the guardian", "2021-01-01", {guardian}, false, true},
        {"a guardian's word ends with childhood", "2010-06-01", {guardian}, false, false},
    };
    for (const auto& one : cases) {
        const auto on = day("2026-06-01");
        EXPECT_EQ(may_use(law(), "publish_photo", ages_on(one.birth, on), one.consents, on, one.restricted).may(), one.may) << one.what;
    }
    EXPECT_FALSE(may_use(law(), "publish_photo", {30, 30}, {own("2026-05-01")}, day("2026-06-01"), false, true).may()) << "erased";
}

TEST(Facts, every_number_has_its_document_and_confidence) {
    for (const auto& kind : law().requests) {
        EXPECT_FALSE(kind.document.empty()) << kind.kind;
        for (const auto& letter : {kind.confidence, kind.third_party_confidence, kind.extension_confidence})
            EXPECT_TRUE(letter.size() == 1 && std::string("OSNBU").find(letter) != std::string::npos) << kind.kind;
        EXPECT_LE(kind.days, kind.third_party_days) << kind.kind;
        EXPECT_FALSE(kind.name.vi.empty() || kind.name.en.empty()) << kind.kind;
    }
    EXPECT_EQ(request_kinds().size(), 7u);
    for (const auto& rule : retention_rules()) EXPECT_GT(rule.months, 0) << rule.code;
}

}  // namespace khuyenhoc::privacy
