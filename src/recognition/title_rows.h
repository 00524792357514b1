// Subjects of titles as lists, sheets and papers show them: who, where, and where the title stands. The model says who;
// the store says what they are called, for the rows shown only. For the files of this folder.
#pragma once

#include <map>
#include <memory>

#include "base/json.h"
#include "recognition/model.h"
#include "store/store.h"

namespace khuyenhoc::recognition {

/// What the model knows of a subject; outlives the model's lock.
struct SubjectRow {
    SubjectKind kind = SubjectKind::person;
    std::int64_t id = 0;
    std::int64_t household = 0;  ///< of a person; 0: none
    places::PlaceId home = 0;    ///< hamlet, of a unit its commune; 0: nowhere
    State computed = State::not_assessed;
    TitleMark mark = {};
};
SubjectRow subject_row(const Model& model, SubjectKind kind, std::uint32_t number);

/// Names of the places that rows stand in, taken while the model is held.
class HomeNames {
public:
    struct Home {
        std::string name, name_en, commune, commune_en;
    };
    void add(const Model& model, places::PlaceId place);
    const Home& of(places::PlaceId place) const;
    /// {"id","name","name_en"}, or null for nowhere.
    json::value json_of(places::PlaceId place) const;

private:
    std::map<places::PlaceId, Home> homes_;
};

/// Names from the store, by prepared statements.
class SubjectNames {
public:
    struct Line {
        std::string name;  ///< of a household: its head's
        std::int64_t birth_year = 0;
        std::string book_no;
    };
    SubjectNames(store::Connection& db, std::int64_t province, Date on);
    Line of(const SubjectRow& row, const HomeNames& homes);

private:
    std::string text(store::Statement& statement, std::int64_t id);
    std::unique_ptr<store::Statement> person_, head_, book_, clan_, unit_;
    std::int64_t province_;
    std::string on_;
};

/// "/api/people/14.../explanation"
std::string explanation_path(SubjectKind kind, std::int64_t id);
/// {"id","name","birth_year","household_id","book_no"}: what is known of that kind.
json::object subject_json(const SubjectRow& row, const SubjectNames::Line& line);

}  // namespace khuyenhoc::recognition
