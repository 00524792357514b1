// The pure rules, as tables of cases.
#include <gtest/gtest.h>

#include <set>

#include "accounts/password.h"
#include "accounts/rules.h"
#include "accounts/throttle.h"
#include "accounts/totp.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t minute = 60'000;

TEST(Totp, gives_the_codes_of_rfc_6238) {
    const std::string secret = "12345678901234567890";
    const std::pair<std::int64_t, const char*> cases[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                                                          {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (const auto& [seconds, code] : cases) EXPECT_EQ(totp_code(secret, seconds / 30, 8), code) << seconds;
}

TEST(Totp, takes_this_step_and_its_neighbours_and_no_step_twice) {
    const std::string secret = "12345678901234567890";
    const std::int64_t now = 1'234'567'890;
    const std::int64_t step = now / 30;
    struct Case {
        std::int64_t of_step, last_step;
        std::optional<std::int64_t> taken;
    };
    const Case cases[] = {{step, 0, step},           {step - 1, 0, step - 1}, {step + 1, 0, step + 1}, {step - 2, 0, std::nullopt},
                          {step + 2, 0, std::nullopt}, {step, step, std::nullopt}, {step - 1, step, std::nullopt}, {step + 1, step, step + 1}};
    for (const auto& one : cases)
        EXPECT_EQ(totp_step(secret, totp_code(secret, one.of_step), now, one.last_step), one.taken) << one.of_step - step << " after " << one.last_step;
    const auto code = totp_code(secret, step);
    EXPECT_EQ(totp_step(secret, code.substr(0, 3) + " " + code.substr(3), now, 0), step);
    EXPECT_EQ(totp_step(secret, "", now, 0), std::nullopt);
}

TEST(Totp, writes_secrets_as_applications_read_them) {
    EXPECT_EQ(base32("12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    EXPECT_EQ(base32("foob"), "MZXW6YQ");
    EXPECT_EQ(base32(std::string("\xff\xff", 2)), "777Q");
    EXPECT_EQ(totp_uri("foob", "canbo.xa"), "otpauth://totp/Khuyenhoc:canbo.xa?secret=MZXW6YQ&issuer=Khuyenhoc&algorithm=SHA1&digits=6&period=30");
}

TEST(Password, must_be_hard_to_guess_and_nothing_else) {
    const std::pair<const char*, const char*> cases[] = {
        {"bò vàng leo núi", ""},
        {"Xk92-pq;vv7Z", ""},
        {"trâu🐃 ăn cỏ 🌾", ""},
        {"\u0e01\u0e02 кот 山の水 ab", ""},
        {"ngắn quá", "accounts.password_short"},
        {"bò leo núi!", "accounts.password_short"},
        {"bò      leo     núi", "accounts.password_short"},
        {"123456789012", "accounts.password_common"},
        {"210987654321", "accounts.password_common"},
        {"aaaaaaaaaaaa", "accounts.password_common"},
        {"abcdefghijkl", "accounts.password_common"},
        {"Matkhau@2025", "accounts.password_common"},
        {"Mật khẩu 2025", "accounts.password_common"},
        {"khuyenhoc2025!", "accounts.password_common"},
        {"iloveyou1234", "accounts.password_common"},
        {"P@ssw0rd1234", "accounts.password_common"},
        {"qwertyuiop12", "accounts.password_common"},
        {"Hội Khuyến học Sơn La", "accounts.password_common"},
        {"sunshine monkey", "accounts.password_common"},
        {"19/5/1890 1890", "accounts.password_common"},
        {"toi la canbo.xa", "accounts.password_is_login"},
    };
    for (const auto& [password, code] : cases) {
        const auto checked = checked_password(password, "canbo.xa");
        EXPECT_EQ(checked ? "" : checked.error().code, code) << password;
    }
    const auto sentence = [](std::size_t length) {
        std::string text;
        while (text.size() < length) text += "bo vang leo nui ";
        return text.substr(0, length - 1) + "z";
    };
    for (const std::size_t length : {64, 128}) EXPECT_TRUE(checked_password(sentence(length), "canbo")) << length;
    EXPECT_EQ(checked_password(sentence(129), "canbo").error().code, "accounts.password_long");
    EXPECT_EQ(checked_password(std::string(1'000'000, 'x'), "a").error().code, "accounts.password_long");
}

TEST(Password, is_as_hard_as_its_easiest_way_of_being_written) {
    EXPECT_LT(bits_to_guess("Mật Khẩu 2025", "canbo"), 20);
    EXPECT_DOUBLE_EQ(bits_to_guess("Mật Khẩu 2025", "canbo"), bits_to_guess("mat khau 2025", "canbo")) << "marks that everybody sets make nothing harder";
    EXPECT_LT(bits_to_guess("longsong1890", "long.song"), bits_to_guess("longsong1890", "canbo"));
    EXPECT_GT(bits_to_guess("bò vàng leo núi", "canbo"), least_bits);
    EXPECT_GT(bits_to_guess("con trâu đi cày ruộng sâu", "canbo"), good_bits);
    EXPECT_EQ(bits_to_guess("", "canbo"), 0);
    EXPECT_EQ(bits_to_guess("\xff\xfe", "canbo"), 0);
}

TEST(Password, is_one_whichever_way_its_letters_are_written) {
    EXPECT_EQ(typed_password("b\u1ebf nh\u1ecf"), typed_password("be\u0302\u0301 nho\u0309"));
    EXPECT_EQ(typed_password("\xff\xfe"), "");
}

TEST(Password, is_never_cut_off) {
    std::string longest;
    for (std::size_t i = 0; i < most_password - 1; ++i) longest += i % 7 == 3 ? "o\u031b\u0323" : i % 5 == 1 ? "a\u0306\u0309" : "e\u0302\u0301";  // as some keyboards send it: 5 bytes a letter
    const auto kept = checked_password(longest + "a", "canbo");
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, typed_password(longest + "a"));
    EXPECT_NE(typed_password(longest + "b"), *kept) << "the last letter counts";
    EXPECT_NE(typed_password(longest + "ab"), *kept);
    EXPECT_NE(typed_password(*kept + std::string(5'000, 'x')), *kept) << "nor is what is too long taken for its beginning";
}

TEST(Codes, are_easy_to_read_and_never_the_same) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto code = draw_code();
        EXPECT_EQ(code.size(), 31u);
        EXPECT_EQ(plain_code(code).size(), 24u);
        EXPECT_TRUE(seen.insert(code).second);
        EXPECT_EQ(plain_code(draw_recovery_code()).size(), 10u);
    }
    EXPECT_EQ(plain_code(" 104-882 K7MW/x "), "104882k7mwx");
}

TEST(Throttle, lets_ten_wrong_guesses_at_an_account_through_and_then_one_in_two_minutes) {
    Throttle throttle;
    const auto attempt = [&](int i) { return Throttle::Attempt{i % 2 == 0 ? "10.0.0.1" : "10.0.0.2", "chihoi", ""}; };
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(throttle.take(attempt(i), 0)) << i;
    EXPECT_EQ(throttle.take(attempt(0), 0), 2 * minute);
    EXPECT_EQ(throttle.take(attempt(1), 0), 2 * minute) << "from wherever";
    EXPECT_EQ(throttle.take(attempt(0), minute), minute);
    EXPECT_FALSE(throttle.take(attempt(0), 2 * minute));
    EXPECT_EQ(throttle.take(attempt(0), 2 * minute), 2 * minute);
    EXPECT_FALSE(throttle.take({"10.0.0.1", "thuky", ""}, 2 * minute)) << "another account";
}

TEST(Throttle, leaves_the_owners_own_browser_its_attempts) {
    Throttle throttle;
    for (int i = 0; i < 200; ++i) throttle.take({"203.0.113." + std::to_string(i), "chihoi", ""}, 0);
    EXPECT_TRUE(throttle.take({"10.0.0.9", "chihoi", ""}, 0));
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(throttle.take({"10.0.0.9", "chihoi", "phone"}, 0)) << i;
    EXPECT_EQ(throttle.take({"10.0.0.9", "chihoi", "phone"}, 0), minute / 2);
    EXPECT_FALSE(throttle.take({"10.0.0.9", "chihoi", "tablet"}, 0));
}

TEST(Throttle, counts_what_an_address_gets_wrong_whatever_the_account) {
    Throttle throttle;
    for (int i = 0; i < 30; ++i) EXPECT_FALSE(throttle.take({"203.0.113.7", "a" + std::to_string(i), ""}, 0)) << i;
    EXPECT_EQ(throttle.take({"203.0.113.7", "a99", ""}, 0), 10'000);
    EXPECT_FALSE(throttle.take({"203.0.113.8", "a99", ""}, 0));
    for (int i = 0; i < 30; ++i) EXPECT_FALSE(throttle.take({"2001:db8::" + std::to_string(i), "c" + std::to_string(i), ""}, 0)) << i;
    EXPECT_TRUE(throttle.take({"2001:db8::ffff", "c99", ""}, 0)) << "one client has a whole network of such addresses";
    EXPECT_FALSE(throttle.take({"2001:db8:0:1::1", "c99", ""}, 0));
    for (int i = 0; i < 1000; ++i) {  // a whole office behind one address, every one of them right
        const Throttle::Attempt attempt{"203.0.113.9", "b" + std::to_string(i), ""};
        ASSERT_FALSE(throttle.take(attempt, 0)) << i;
        throttle.give_back(attempt, 0);
    }
}

TEST(Throttle, forgets_what_is_whole_and_gives_back_what_was_right) {
    Throttle throttle;
    const Throttle::Attempt attempt{"10.0.0.1", "chihoi", ""};
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(throttle.take(attempt, 0)) << i;
        throttle.give_back(attempt, 0);
    }
    EXPECT_EQ(throttle.kept(), 0u);
    for (std::size_t i = 0; i < Throttle::most_kept + 10'000; ++i) throttle.take({std::to_string(i), std::to_string(i), ""}, static_cast<std::int64_t>(i));
    EXPECT_LE(throttle.kept(), 2 * Throttle::most_kept);
}

TEST(Roles, are_given_downwards) {
    struct Case {
        Role giver;
        Roles given;
    };
    const Roles in_commune{Role::hamlet_head, Role::unit_officer, Role::centre_manager, Role::teacher, Role::citizen};
    const Case cases[] = {
        {Role::administrator, in_commune | Roles{Role::administrator, Role::secretary, Role::commune_officer, Role::treasurer, Role::council_member, Role::auditor}},
        {Role::secretary, in_commune | Roles{Role::secretary, Role::commune_officer, Role::treasurer, Role::council_member}},
        {Role::commune_officer, in_commune},
    };
    for (int g = 0; g < role_count; ++g)
        for (int r = 0; r < role_count; ++r) {
            const auto giver = static_cast<Role>(g), role = static_cast<Role>(r);
            const auto* found = std::find_if(std::begin(cases), std::end(cases), [&](const Case& one) { return one.giver == giver; });
            const bool expected = found != std::end(cases) && found->given.contains(role);
            EXPECT_EQ(may_give(giver, role), expected) << text_of(giver) << " gives " << text_of(role);
            EXPECT_TRUE(!expected || account_keepers.contains(giver));
        }
}

TEST(Roles, are_held_where_their_work_is) {
    using places::Kind;
    for (int i = 0; i < role_count; ++i) {
        const auto role = static_cast<Role>(i);
        const bool somewhere = may_be_held_at(role, Kind::province) || may_be_held_at(role, Kind::commune) || may_be_held_at(role, Kind::hamlet);
        EXPECT_EQ(somewhere, seat_of(role) == Seat::place) << text_of(role);
        EXPECT_FALSE(may_be_held_at(role, Kind::area)) << text_of(role);
    }
    EXPECT_TRUE(may_be_held_at(Role::commune_officer, Kind::district));
    EXPECT_FALSE(may_be_held_at(Role::hamlet_head, Kind::commune));
    EXPECT_FALSE(may_be_held_at(Role::secretary, Kind::commune));
}

TEST(Sessions, last_longer_on_a_phone_of_ones_own) {
    const SessionLife office = session_life({Role::commune_officer}), phone = session_life({Role::hamlet_head});
    EXPECT_LT(office.idle_ms, phone.idle_ms);
    EXPECT_EQ(session_life({Role::hamlet_head, Role::secretary}), office) << "the strictest of what is held";
    EXPECT_EQ(session_life({Role::citizen}), phone);
}

TEST(Logins, are_plain_words) {
    const std::pair<const char*, const char*> cases[] = {{"canbo.xa", "canbo.xa"}, {" ChiHoi-12 ", "chihoi-12"}, {"ab", ""}, {"1abc", ""},
                                                         {"tên có dấu", ""},     {"a b c", ""},                {".abc", ""}, {"a'--", ""}};
    for (const auto& [typed, login] : cases) EXPECT_EQ(canonical_login(typed).value_or(""), login) << typed;
    EXPECT_FALSE(canonical_login(std::string(41, 'a')));
}

TEST(Devices, have_names_that_people_know) {
    EXPECT_EQ(browser_of("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"), "Chrome");
    EXPECT_EQ(system_of("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"), "Android");
    EXPECT_EQ(browser_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"), "Edge");
    EXPECT_EQ(system_of("<script>"), "?");
}

}  // namespace

}  // namespace khuyenhoc::accounts
