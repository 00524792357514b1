// What every command that moves titles shares: whom it names, what comes next, how the events are written.
// For the files of this folder.
#pragma once

#include <unordered_set>

#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

/// How many subjects one command may name.
constexpr std::int64_t most_subjects = 20'000;

/// One title of one subject, on its way to its next state.
struct Chosen {
    SubjectKind kind = SubjectKind::person;
    std::int64_t subject = 0;
    TitleMark mark;
    State computed = State::not_assessed;
};

Chosen chosen(const Model& model, SubjectKind kind, std::uint32_t number);

/// Refuses recognition.unknown_place.
Result<void> place_exists(const Model& model, places::PlaceId place, const char* where);
/// A commune decides; for units that the province manages, the province. Refuses recognition.cannot_decide.
Result<void> may_decide(const Model& model, places::PlaceId place);

/// Every title of that kind in the place, in the order of subjects.
std::vector<Chosen> all_in(const Model& model, SubjectKind kind, places::PlaceId place);
/// The subjects named, each of which must be in the place. Refuses recognition.unknown_subject,
/// recognition.not_in_place, recognition.named_twice.
Result<std::vector<Chosen>> named_in(const Model& model, SubjectKind kind, places::PlaceId place,
                                     const std::vector<std::int64_t>& subjects);

/// The hamlet it counts in (a unit: its commune); nothing when it counts nowhere.
std::optional<places::PlaceId> home_of(const Model& model, SubjectKind kind, std::uint32_t number);

/// A unit of two levels is proposed at the level it has reached.
std::uint8_t level_to_propose(State computed);

/// The next events of titles: planned while the model is held, written when it has been let go.
class Events {
public:
    void add(const Chosen& title, TitleState state, std::uint8_t level);
    bool empty() const { return titles_.empty(); }
    const std::vector<TitleChange>& titles() const { return titles_; }

    /// Writes them all and has the model follow: call last. The answer counts them by title.
    json::object write(Recognition& recognition, CommandContext& context, std::string_view command, int year,
                       std::optional<std::int64_t> decision, std::string_view reason);

private:
    std::vector<TitleChange> titles_;
};

/// Plans the act for every subject named. Refuses what `named_in` and `next_state` refuse.
Result<void> act_on_named(const Model& model, SubjectKind kind, places::PlaceId place,
                          const std::vector<std::int64_t>& subjects, TitleAct act, Events& events);

/// A decision as a command's body names it.
struct DecisionNamed {
    std::int64_t place = 0;
    std::string number;
    Date on;
    std::string signer;
};
DecisionNamed decision_named(const json::object& body, std::int64_t place);
std::optional<std::int64_t> find_decision(store::Connection& db, std::int64_t province, int year,
                                          const DecisionNamed& named);
/// Writes a decision of a number not used before. Refuses recognition.future_date, recognition.number_taken.
Result<std::int64_t> new_decision(CommandContext& context, int year, const DecisionNamed& named);
/// The decision of that number; a second use of the number adds to it, if it speaks of the same day and signer and
/// corrects no other. Refuses recognition.decision_differs as well.
Result<std::int64_t> decision_of(CommandContext& context, int year, const DecisionNamed& named);

// -- fields

std::vector<std::string_view> title_words();
Field subjects_field(bool required, std::string_view note);
Field reason_field(bool required);
/// number, decided_on, signer
std::vector<Field> decision_fields();

}  // namespace khuyenhoc::recognition
