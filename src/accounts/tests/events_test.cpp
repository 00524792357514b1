// What happens to how an account is signed in to: kept for its holder, told once, and counted for the operator.
#include <gmock/gmock.h>

#include "accounts/retention.h"
#include "accounts/tests/world.h"
#include "accounts/totp.h"

namespace khuyenhoc::accounts {

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::int64_t minute = 60'000, day = 24 * 60 * minute;
const Origin phone{"10.0.0.1", "", "Mozilla/5.0 (Linux; Android 10) Chrome/130.0 Mobile Safari/537.36"};
const Origin elsewhere{"203.0.113.5", "", ""};

/// "kind" of all, the newest first; "!" behind what is to be told to that session.
std::vector<std::string> told(World& w, const SignedIn& in) {
    std::vector<std::string> out;
    for (const auto& one : w.accounts.events(*w.accounts.standing(in.token)))
        out.push_back(json::value_to<std::string>(one.at("kind")) + (one.at("untold").as_bool() ? "!" : ""));
    return out;
}

/// Signed in again in the same browser.
SignedIn again(World& w, const SignedIn& before, const char* password = good_password) {
    auto in = w.accounts.sign_in("chihoi", password, "", {phone.address, before.device_token, phone.agent});
    check(in.has_value(), "a test signs in");
    return *in;
}

std::string bytes_of(std::string_view base32_text) {
    std::string bytes;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : base32_text) {
        held = (held << 5 | static_cast<std::uint32_t>(std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").find(c))) & 0xffff;
        if ((bits += 5) >= 8) bytes += static_cast<char>(held >> (bits -= 8));
    }
    return bytes;
}

}  // namespace

TEST(Events, a_code_that_its_holder_used_is_no_news_and_a_password_set_with_it_is_to_the_next_session) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    EXPECT_THAT(told(w, in), ElementsAre("password_by_code", "code_given"));
    EXPECT_THAT(told(w, again(w, in)), ElementsAre("password_by_code!", "code_given"));
}

TEST(Events, a_code_given_without_being_used_is_told) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    (void)w.accounts.make_code(w.accounts.standing(in.token)->account, false);
    EXPECT_THAT(told(w, in), ElementsAre("code_given!", "password_by_code", "code_given"));
}

TEST(Events, a_changed_password_is_told_to_the_sessions_after_it_and_once) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    constexpr const char* fresh = "nương ngô xanh bên suối";
    const auto changed = w.accounts.change_password(*w.accounts.standing(in.token), good_password, fresh, {phone.address, in.device_token, phone.agent});
    ASSERT_TRUE(changed);
    EXPECT_EQ(told(w, *changed).front(), "password_changed") << "whoever did it knows";
    const auto later = again(w, *changed, fresh);
    EXPECT_EQ(told(w, later).front(), "password_changed!");
    const auto who = w.accounts.standing(later.token);
    const auto newest = w.accounts.events(*who).front();
    EXPECT_EQ(newest.at("device"), "Chrome, Android");
    w.accounts.tell(*who, newest.at("at").as_int64());
    EXPECT_THAT(told(w, later), ElementsAre("password_changed", "password_by_code", "code_given"));
}

TEST(Events, a_new_browser_is_told_to_the_old_one) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto other = w.accounts.sign_in("chihoi", good_password, "", elsewhere);
    ASSERT_TRUE(other);
    EXPECT_EQ(told(w, in).front(), "new_device!");
    EXPECT_EQ(told(w, *other).front(), "new_device");
}

TEST(Events, guesses_from_unknown_browsers_are_one_row_and_worth_telling_from_the_third) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto guess = [&](const Origin& origin) { EXPECT_FALSE(w.accounts.sign_in("chihoi", "con gà trống choai", "", origin)); };
    for (int i = 0; i < 2; ++i) guess(elsewhere);
    w.accounts.tidy();
    EXPECT_EQ(told(w, in).front(), "wrong") << "the holder's own fingers";
    w.accounts.tell(*w.accounts.standing(in.token), w.now);
    guess(elsewhere);
    for (int i = 0; i < 4; ++i) guess({phone.address, in.device_token, phone.agent});
    const auto next = again(w, in);
    EXPECT_EQ(told(w, next).front(), "wrong!") << "written at the latest when the holder comes";
    const auto shown = w.accounts.events(*w.accounts.standing(next.token)).front();
    EXPECT_EQ(shown.at("times"), 3);
    w.now += minute;
    guess(elsewhere);
    w.accounts.tidy();
    w.accounts.tell(*w.accounts.standing(next.token), shown.at("at").as_int64());
    EXPECT_EQ(told(w, next).front(), "wrong!") << "one more came while the notice stood there";
    w.accounts.tell(*w.accounts.standing(next.token), w.now);
    EXPECT_EQ(told(w, next).front(), "wrong");
    EXPECT_FALSE(w.accounts.sign_in("khong.co.ai", "con gà trống choai", "", elsewhere));
    w.accounts.tidy();
    EXPECT_EQ(w.store->reader()->query_integer("SELECT count(*) FROM account_event WHERE kind = 'wrong'", {}), 1) << "nothing of whoever does not exist";
}

TEST(Events, digits_that_were_seen_and_every_change_of_the_second_factor_are_told) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const auto secret = bytes_of(w.accounts.begin_totp(*w.accounts.standing(in.token))->secret);
    const auto digits = [&] { return totp_code(secret, w.now / 1000 / totp_step_seconds); };
    const auto codes = w.accounts.confirm_totp(*w.accounts.standing(in.token), digits(), phone);
    ASSERT_TRUE(codes);
    EXPECT_EQ(told(w, in).front(), "totp_on");
    EXPECT_FALSE(w.accounts.sign_in("chihoi", good_password, digits(), elsewhere)) << "used once already";
    EXPECT_EQ(told(w, in).front(), "totp_again!");
    ASSERT_TRUE(w.accounts.sign_in("chihoi", good_password, codes->front(), {phone.address, in.device_token, phone.agent}));
    EXPECT_THAT(told(w, in), Contains("recovery_used!"));
    w.now += minute;
    ASSERT_TRUE(w.accounts.drop_totp(*w.accounts.standing(in.token), digits(), phone));
    EXPECT_EQ(told(w, in).front(), "totp_off");
}

TEST(Events, are_counted_for_the_operator_and_name_nobody) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    EXPECT_FALSE(w.accounts.sign_in("chihoi", "con gà trống choai", "", elsewhere));
    const auto who = w.accounts.standing(in.token);
    for (int i = 0; i < 3; ++i) w.accounts.security().add("refused_access", who->account, "/api/people/search", "may.not_yours");
    std::string all;
    for (const auto& line : w.accounts.security().lines()) all += line + "\n";
    for (const auto* part : {R"("event":"accounts.signed_in")", R"("event":"accounts.code_given")", R"("event":"accounts.wrong")", R"("times":3,"line":"/api/people/search","refused":"may.not_yours")"})
        EXPECT_THAT(all, HasSubstr(part));
    for (const auto* part : {"chihoi", "203.0.113.5", "gà trống"}) EXPECT_THAT(all, Not(HasSubstr(part)));
    EXPECT_THAT(w.accounts.security().lines(), IsEmpty());
}

TEST(Events, the_operators_lines_have_an_end) {
    SecurityLog log;
    for (std::int64_t account = 1; account <= 5'000; ++account) log.add("refused_access", account, "/api/people/search", "may.not_yours");
    const auto lines = log.lines();
    EXPECT_EQ(lines.size(), SecurityLog::most_kept + 1);
    EXPECT_THAT(lines.front(), HasSubstr(R"("account":0,"times":4000)"));
}

TEST(Events, are_forgotten_when_their_storage_time_is_over) {
    World w;
    const auto in = w.enter("chihoi", Role::hamlet_head, {{"place_id", w.ban_bo}});
    const Date after = from_days((w.now + day) / day);
    EXPECT_EQ(count_events_before(*w.store->reader(), from_days(w.now / day - 1)), 0);
    EXPECT_EQ(count_events_before(*w.store->reader(), after), 2);
    EXPECT_EQ(remove_events_before(w.store->writer().connection, after), 2);
    EXPECT_THAT(told(w, in), IsEmpty());
}

}  // namespace khuyenhoc::accounts
