#include <gtest/gtest.h>

#include "indicators/percent.h"

namespace khuyenhoc::indicators {
namespace {

struct ShareCase {
    std::int64_t of, among;
    int decimals;
    const char* vi;
    const char* truncated_en;
};

TEST(Percent, RoundsHalfUpAndTruncatesOnlyWhenAsked) {
    for (const auto& c :
         {ShareCase{742'335, 1'404'587, 2, "52,85", "52.85"}, ShareCase{742'335, 1'404'587, 1, "52,9", "52.8"},
          ShareCase{742'335, 1'404'587, 4, "52,8508", "52.8507"}, ShareCase{244'713, 293'169, 2, "83,47", "83.47"},
          ShareCase{380'000, 1'404'587, 1, "27,1", "27.0"}, ShareCase{380'000, 1'404'587, 2, "27,05", "27.05"},
          ShareCase{380'000, 1'327'430, 0, "29", "28"}, ShareCase{1, 8, 2, "12,50", "12.50"},
          ShareCase{1, 800, 2, "0,13", "0.12"}, ShareCase{1, 3, 2, "33,33", "33.33"},
          ShareCase{2, 3, 2, "66,67", "66.66"}, ShareCase{0, 7, 2, "0,00", "0.00"},
          ShareCase{7, 7, 2, "100,00", "100.00"}, ShareCase{1, 1'000'000, 2, "0,00", "0.00"},
          ShareCase{5, 100'000, 2, "0,01", "0.00"}, ShareCase{0, 0, 2, "–", "–"},
          ShareCase{9'007'199'254'740'991, 9'007'199'254'740'992, 6, "100,000000", "99.999999"}}) {
        EXPECT_EQ(percent_number(c.of, c.among, c.decimals, "vi"), c.vi) << c.of << "/" << c.among;
        EXPECT_EQ(truncated_percent_number(c.of, c.among, c.decimals, "en"), c.truncated_en) << c.of << "/" << c.among;
    }
    EXPECT_EQ(basis_points(742'335, 1'404'587), 5285);
    EXPECT_EQ(basis_points(1, 800), 13);
}

struct PrintedCase {
    std::int64_t of, among;
    const char* printed;
    Printing as;
};

TEST(Percent, TellsARoundedNumberFromATruncatedOne) {
    for (const auto& c :
         {PrintedCase{742'335, 1'404'587, "52.8", Printing::truncated},
          PrintedCase{742'335, 1'404'587, "52.9", Printing::rounded},
          PrintedCase{742'335, 1'404'587, "52.85", Printing::rounded},
          PrintedCase{742'335, 1'404'587, "52", Printing::truncated},
          PrintedCase{742'335, 1'404'587, "53", Printing::rounded},
          PrintedCase{742'335, 1'404'587, "52.7", Printing::other},
          PrintedCase{244'713, 293'169, "83.47", Printing::rounded},
          PrintedCase{380'000, 1'404'587, "29", Printing::other},
          PrintedCase{380'000, 1'327'430, "29", Printing::rounded}, PrintedCase{250, 272, "90", Printing::other},
          PrintedCase{250, 272, "91.9", Printing::rounded}, PrintedCase{1, 8, "12.5", Printing::exact},
          PrintedCase{75, 75, "100", Printing::exact}, PrintedCase{902, 921, "97.9", Printing::rounded},
          PrintedCase{1, 0, "50", Printing::other}, PrintedCase{1, 2, "half", Printing::other}})
        EXPECT_EQ(printed_as(c.of, c.among, c.printed), c.as) << c.of << "/" << c.among << " printed " << c.printed;
}

TEST(Percent, DecimalsOfAPrintedNumber) {
    struct Case {
        const char* printed;
        int decimals;
    };
    for (const auto& [printed, decimals] :
         {Case{"52.8", 1}, Case{"29", 0}, Case{"83.47", 2}, Case{"", -1}, Case{".", -1}, Case{"5.", -1}, Case{".5", -1},
          Case{"5.1.2", -1}, Case{"-5", -1}, Case{"52,8", -1}, Case{"1234567890", -1}, Case{"1.1234567", -1}})
        EXPECT_EQ(decimals_of(printed), decimals) << printed;
}

TEST(Percent, ReachingATargetIsJudgedBeforeRounding) {
    EXPECT_TRUE(reaches(7, 10, 7000));
    EXPECT_FALSE(reaches(69'999, 100'000, 7000)) << "rounds to 70.00 but has not reached it";
    EXPECT_EQ(basis_points(69'999, 100'000), 7000);
    EXPECT_FALSE(reaches(0, 0, 0)) << "of nothing, nothing is reached";
    EXPECT_TRUE(reaches(0, 5, 0));
}

TEST(Percent, NumbersAreGroupedAsTheLanguageDoes) {
    EXPECT_EQ(number(1'404'587, "vi"), "1.404.587");
    EXPECT_EQ(number(1'404'587, "en"), "1,404,587");
}

}  // namespace
}  // namespace khuyenhoc::indicators
