#include "hub/pipeline/home.hpp"

#include <algorithm>
#include <array>

#include "hub/base/text.hpp"
#include "hub/model/observation.hpp"

namespace trellis::pipeline {
namespace {

using Address = Home::Address;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "Flat 2, 14 A High St." is flat, 2, 14a, high, st.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    const bool is_letter_of_number =
        word.size() == 1 && !is_digit(word[0]) && !words.empty() && is_digit(words.back().back());
    if (is_letter_of_number) {
      words.back() += word;
    } else if (!word.empty()) {
      words.push_back(word);
    }
    word.clear();
  };
  for (const char c : text::lower(text)) {
    const bool is_kept = (c >= 'a' && c <= 'z') || is_digit(c) || (c & 0x80) != 0;
    if (is_kept) word += c;
    if (!is_kept && c != '\'') end_word();
  }
  end_word();
  return words;
}

std::string compact(std::string_view text) {
  std::string all;
  for (const std::string& word : words_of(text)) all += word;
  return all;
}

Address address_of(const model::Observation& observation) {
  Address address;
  address.uprn = compact(observation.text("uprn"));
  address.postcode = compact(observation.text("postcode"));
  std::string text(observation.text("house"));
  text.append(" ").append(observation.text("street"));
  std::vector<std::string> words = words_of(text);
  if (words.empty()) words = words_of(observation.text("lines"));
  for (const std::string& word : words) address.words += word + ' ';
  std::erase_if(words, [](const std::string& word) {
    return std::none_of(word.begin(), word.end(), is_digit);
  });
  std::sort(words.begin(), words.end());
  for (const std::string& number : words) address.numbers += number + ' ';
  return address;
}

bool is_lived_at(const model::Observation& observation, Date today) {
  constexpr std::array<std::string_view, 4> elsewhere = {"former", "work", "no_fixed_abode",
                                                         "correspondence"};
  const Date end = observation.valid_to;
  if (!end.none() && end.last_day() < today.first_day()) return false;
  return std::find(elsewhere.begin(), elsewhere.end(), observation.text("use")) == elsewhere.end();
}

bool is_one(const Address& a, const Address& b) {
  if (!a.uprn.empty() && !b.uprn.empty()) return a.uprn == b.uprn;
  const bool is_same_house = !a.words.empty() && a.words == b.words;
  if (a.postcode.empty() || b.postcode.empty()) return is_same_house && !a.numbers.empty();
  const bool is_same_number = !a.numbers.empty() && a.numbers == b.numbers;
  return a.postcode == b.postcode && (is_same_house || is_same_number);
}

}  // namespace

Home home_of(std::span<const StoredObservation> observations, Date today) {
  Home home;
  for (const StoredObservation& stored : observations) {
    const model::Observation& seen = stored.observation;
    if (seen.kind == "person.household" && !seen.text("household").empty())
      home.households.emplace_back(stored.connection, seen.text("household"));
    if (seen.kind == "person.address" && is_lived_at(seen, today))
      home.addresses.push_back(address_of(seen));
  }
  return home;
}

bool is_shared(const Home& one, const Home& other) {
  const auto is_anywhere_in = [](const auto& all, const auto& test) {
    return std::any_of(all.begin(), all.end(), test);
  };
  return is_anywhere_in(one.households,
                        [&](const Home::Household& household) {
                          return std::find(other.households.begin(), other.households.end(),
                                           household) != other.households.end();
                        }) ||
         is_anywhere_in(one.addresses, [&](const Address& address) {
           return is_anywhere_in(other.addresses,
                                 [&](const Address& there) { return is_one(address, there); });
         });
}

}  // namespace trellis::pipeline
