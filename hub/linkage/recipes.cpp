#include "hub/linkage/recipes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace trellis::linkage {
namespace {

constexpr std::size_t large = 200'000;

// It has so much to say of a person that what damages one part leaves keys of others.
bool is_rich(const Records& records) {
  const bool has_place =
      std::any_of(records.texts.begin(), records.texts.end(), [](const TextColumn& column) {
        return column.is == Is::postcode || column.is == Is::address;
      });
  return records.has_birth && records.has_given && records.has_family && has_place;
}

// A table so large that loose keys cost more than they find, and so rich that they find little.
bool can_do_without_loose_keys(const Records& records) {
  return records.count > large && is_rich(records);
}

// Their many blocks cost time where little is found, and memory that a large table cannot spare.
bool can_do_without_sketches(const Records& records) {
  constexpr std::size_t large_if_rich = 50'000;
  return records.count > (is_rich(records) ? large_if_rich : large);
}

class RecipeBook {
 public:
  RecipeBook(const Records& records, PartsOf& of) : records_(records), of_(of) {
    const std::size_t count = records.texts.size();
    for (std::size_t i = 0; i < count; ++i)
      if (records.texts[i].is == Is::postcode) postcode_ = i;
    for (std::size_t i = 0; i < count; ++i) {
      const Is is = records.texts[i].is;
      if (is == Is::address || is == Is::street || (is == Is::postcode && i != postcode_))
        places_.push_back(i);
    }
    for (std::size_t i = 0; i < count; ++i)
      if (records.texts[i].is == Is::town) places_.push_back(i);
  }

  std::vector<Recipe> recipes() && {
    for (std::size_t i = 0; i < records_.texts.size(); ++i) own_text(i);
    if (records_.has_birth && has_names_) names_and_birth();
    if (postcode_) at_postcode(*postcode_);
    for (const std::size_t place : places_) at_place(place);
    if (has_names_) names();
    for (std::size_t i = 0; i < records_.texts.size(); ++i) text(i);
    if (records_.has_birth) birth();
    if (records_.has_given) add_loose("given name's beginning", {of_.given_start(6)});
    if (records_.has_family) add_loose("family name's beginning", {of_.family_start(6)});
    if (!can_do_without_sketches(records_))
      recipes_.push_back({"much of the whole record", {}, of_.sketches()});
    return std::move(recipes_);
  }

 private:
  void add(std::string name, Parts parts) {
    recipes_.push_back({std::move(name), std::move(parts), {}});
  }
  void add_loose(std::string name, Parts parts) {
    if (!is_without_loose_) add(std::move(name), std::move(parts));
  }

  // What is one person's own.
  void own_text(std::size_t i) {
    const auto& [is, name, lexicon] = records_.texts[i];
    if (is_identifier(is) || is == Is::email || is == Is::phone) add(name, {of_.text(i)});
  }

  void names_and_birth() {
    add("family name, birth date", {of_.family(), of_.birth()});
    add("given name, birth date", {of_.given(), of_.birth()});
    add("names, birth year", {of_.given(), of_.family(), of_.year()});
    add("names in either order, month and year", {of_.both_names(), of_.year_and_month()});
    add("sounds, month and year", {of_.given_sound(), of_.family_sound(), of_.year_and_month()});
    add("sounds, day and month", {of_.given_sound(), of_.family_sound(), of_.day_and_month()});
    add("initials, birth date", {of_.given_start(1), of_.family_start(1), of_.birth()});
    add("family name's beginning, birth date", {of_.family_start(3), of_.birth()});
    add("given name's beginning, birth date", {of_.given_start(3), of_.birth()});
    add_loose("last family name, given initial, year",
              {of_.last_family(), of_.given_start(1), of_.year()});
    add_loose("given name, family beginning, year", {of_.given(), of_.family_start(3), of_.year()});
    add("family name, day and month", {of_.family(), of_.day_and_month()});
    add_loose("given name, day and year, family initial",
              {of_.given(), of_.day_and_year(), of_.family_start(1)});
    add_loose("family name, day and year", {of_.family(), of_.day_and_year()});
    add_loose("family name, month and year", {of_.family(), of_.year_and_month()});
    add_loose("names' beginnings, swapped date",
              {of_.given_start(2), of_.family_start(2), of_.day_or_month_swapped()});
    add_loose("middle name, birth date", {of_.given(1), of_.birth()});
    add_loose("middle name, family name, year", {of_.given(1), of_.family(), of_.year()});
  }

  void at_postcode(std::size_t postcode) {
    const auto [has_birth, has_given] = std::pair(records_.has_birth, records_.has_given);
    if (has_birth) add("postcode, birth date", {of_.text(postcode), of_.birth()});
    if (has_given) add("postcode, given name", {of_.text(postcode), of_.given()});
    if (records_.has_family) add("postcode, family name", {of_.text(postcode), of_.family()});
    if (has_given && has_birth) {
      add_loose("postcode, given initial, year",
                {of_.text(postcode), of_.given_start(1), of_.year()});
      add_loose("district, given sound, year",
                {of_.district(postcode), of_.given_sound(), of_.year()});
    }
    if (has_names_)
      add("district, names' beginnings",
          {of_.district(postcode), of_.given_start(2), of_.family_start(2)});
  }

  void at_place(std::size_t place) {
    const auto& [is, name, lexicon] = records_.texts[place];
    if (records_.has_birth && !(is == Is::town && is_without_loose_))
      add(name + ", birth date", {of_.text(place), of_.birth()});
    if (has_names_) add(name + ", names", {of_.text(place), of_.given(), of_.family()});
    if (records_.has_family)
      add_loose(name + ", family sound", {of_.text(place), of_.family_sound()});
    if (records_.has_given) add_loose(name + ", given sound", {of_.text(place), of_.given_sound()});
    if (records_.has_given && postcode_)
      add_loose(name + ", postcode", {of_.text_start(place, 4), of_.text(*postcode_)});
  }

  void names() {
    if (!is_without_loose_) {
      recipes_.push_back({"two rare names", {}, {}});
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = i + 1; j < 4; ++j)
          recipes_.back().alternatives.push_back(of_.two_rare_names(i, j));
    }
    add("names", {of_.given(), of_.family()});
    add_loose("names in either order", {of_.both_names()});
    add_loose("sounds", {of_.given_sound(), of_.family_sound()});
    if (!records_.has_birth) {
      add("given name, family beginning", {of_.given(), of_.family_start(3)});
      add("family name, given beginning", {of_.family(), of_.given_start(2)});
    }
    if (is_without_loose_) return;
    recipes_.push_back({"a rare name", {}, {of_.rare_name(0), of_.rare_name(1)}});
    if (records_.has_birth)
      recipes_.push_back({"a rare name, year",
                          {of_.year()},
                          {of_.rare_name(0), of_.rare_name(1), of_.rare_name(2)}});
  }

  void text(std::size_t i) {
    const auto& [is, name, lexicon] = records_.texts[i];
    if (is == Is::email && records_.has_given) {
      add(name + "'s beginning", {of_.text_start(i, 5)});
      add(name + "'s beginning, given initial", {of_.text_start(i, 3), of_.given_start(1)});
    }
    if (is == Is::town || is == Is::category || is == Is::text) {
      if (records_.has_birth) add_loose(name + ", year", {of_.text(i), of_.year()});
      if (records_.has_family)
        add_loose(name + ", family beginning", {of_.text(i), of_.family_start(3)});
      if (records_.has_given)
        add_loose(name + ", given beginning", {of_.text(i), of_.given_start(3)});
    }
    if (is == Is::postcode || is == Is::address) add_loose(name, {of_.text(i)});
  }

  void birth() {
    add_loose("birth date", {of_.birth()});
    if (records_.has_given) {
      add_loose("month and year, given sound", {of_.year_and_month(), of_.given_sound()});
      add_loose("day and year, given sound", {of_.day_and_year(), of_.given_sound()});
    }
    if (records_.has_family) {
      add_loose("year, family sound", {of_.year(), of_.family_sound()});
      add_loose("year, family's beginning", {of_.year(), of_.family_start(4)});
    }
  }

  const Records& records_;
  PartsOf& of_;
  const bool has_names_ = records_.has_given && records_.has_family;
  const bool is_without_loose_ = can_do_without_loose_keys(records_);
  std::optional<std::size_t> postcode_;
  std::vector<std::size_t> places_;  // beside the postcode; towns last
  std::vector<Recipe> recipes_;
};

}  // namespace

std::vector<Recipe> recipes_for(const Records& records, PartsOf& of) {
  return RecipeBook(records, of).recipes();
}

}  // namespace trellis::linkage
