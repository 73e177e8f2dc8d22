#include "hub/matching/learning/training.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "hub/base/digest.hpp"
#include "hub/linkage/linker.hpp"
#include "hub/linkage/truth.hpp"
#include "hub/matching/engine/compare.hpp"
#include "hub/matching/engine/constants.hpp"
#include "hub/matching/engine/encoded.hpp"
#include "hub/matching/engine/model_keys.hpp"
#include "hub/matching/engine/words.hpp"

namespace trellis::matching {
namespace {

using linkage::Is;
using linkage::Records;

// How likely two subjects are one child; by their places among the subjects, a < b.
struct Likely {
  std::uint32_t a = 0, b = 0;
  double same = 0;
  bool operator<(const Likely& other) const { return a != other.a ? a < other.a : b < other.b; }
};

double rounded(double value) { return std::round(value * 1000) / 1000; }

linkage::Fields fields_for(const Model& model) {
  linkage::Fields fields;
  const auto add = [&](const std::string& column, Is is, const std::string& kind = {}) {
    fields.fields.push_back({column, is, {}, kind});
  };
  add("given", Is::given_name);
  add("middle", Is::middle_names);
  add("family", Is::family_name);
  add("birth", Is::birth_date);
  add("sex", Is::sex);
  add("postcode", Is::postcode);
  add("address", Is::address);
  add("phone", Is::phone);
  for (const IdentifierWeights& each : model.identifiers) {
    if (each.kind != "other") add(each.kind, linkage::column_of_identifier(each.kind), each.kind);
  }
  return fields;
}

std::string first_of(const std::vector<std::string>& values) {
  return values.empty() ? std::string() : values.front();
}

// A subject as one row: the first of each of its values, by the columns of `fields`.
std::vector<std::string> row_of(const Features& features, const linkage::Fields& fields) {
  const Features::Name name = features.names.empty() ? Features::Name{} : features.names.front();
  std::vector<std::string> row = {name.given,
                                  name.middle,
                                  name.family,
                                  features.births.empty() ? "" : features.births.front().text(),
                                  features.sex,
                                  first_of(features.postcodes),
                                  first_of(features.addresses),
                                  first_of(features.phones)};
  for (std::size_t i = row.size(); i < fields.fields.size(); ++i) {
    const auto found = std::find_if(
        features.identifiers.begin(), features.identifiers.end(),
        [&](const Features::Identifier& each) { return each.kind == fields.fields[i].kind; });
    row.push_back(found == features.identifiers.end() ? "" : found->canonical);
  }
  return row;
}

Result<Records> records_of(std::span<const TrainingSubject* const> subjects, const Model& model,
                           const comparison::NameWords& words) {
  const linkage::Fields fields = fields_for(model);
  std::vector<std::string> columns;
  for (const linkage::Field& field : fields.fields) columns.push_back(field.column);
  linkage::Encoder encoder(fields, words);
  TRELLIS_TRY(encoder.start_table(columns));
  for (const TrainingSubject* subject : subjects) {
    const std::vector<std::string> row = row_of(subject->features, fields);
    encoder.add({row.begin(), row.end()});
  }
  return encoder.take();
}

// The candidate pairs, in their order, each once; decided ones are what they were decided to be.
std::vector<Likely> likely_pairs(const linkage::Linked& linked,
                                 std::span<const TrainingSubject* const> subjects,
                                 std::span<const DecidedPair> decided) {
  std::unordered_map<SubjectId, std::uint32_t> places;
  for (std::uint32_t i = 0; i < subjects.size(); ++i) places[subjects[i]->id] = i;
  std::vector<Likely> pairs;
  for (const DecidedPair& each : decided) {
    const auto a = places.find(each.a), b = places.find(each.b);
    if (a == places.end() || b == places.end() || a == b) continue;
    const auto [first, second] = std::minmax(a->second, b->second);
    pairs.push_back({first, second, each.answer == Answer::same ? 1.0 : 0.0});
  }
  for (const linkage::Edge& edge : linked.edges)
    pairs.push_back(
        {std::min(edge.a, edge.b), std::max(edge.a, edge.b), linkage::probability(edge.bits)});
  std::stable_sort(pairs.begin(), pairs.end());
  const auto is_same_pair = [](const Likely& x, const Likely& y) {
    return x.a == y.a && x.b == y.b;
  };
  pairs.erase(std::unique(pairs.begin(), pairs.end(), is_same_pair), pairs.end());
  return pairs;
}

// How many pairs had which level.
struct Counts {
  std::array<double, word_levels> given{}, family{};
  std::array<double, 4> middle{};
  std::array<double, 12> birth{};
  std::array<double, 3> sex{};
  std::array<double, 5> postcode{};
  std::array<std::array<double, 4>, 8> identifiers{};

  void add(const Score& score, double weight) {
    const auto count = [weight](auto& levels, auto level) {
      levels[static_cast<std::size_t>(level)] += weight;
    };
    // Another finding than the two names' own speaks there.
    if (!score.is_middle_used && !score.is_swapped) count(given, score.given);
    if (!score.is_swapped) count(family, score.family);
    count(middle, score.middle);
    count(birth, score.birth);
    count(sex, score.sex);
    count(postcode, score.postcode);
    for (std::size_t i = 0; i < identifiers.size(); ++i)
      count(identifiers[i], score.identifiers[i]);
  }
};

// All subjects as the model compares them.
class Scorer {
 public:
  Scorer(std::span<const TrainingSubject* const> subjects, const Model& model,
         const NameLists& lists)
      : words_(lists) {
    for (const TrainingSubject* subject : subjects) {
      encodings_.emplace_back(subject->features, model, words_);
      for (const Encoded::Name& name : encodings_.back().view().names) {
        words_.count(name.given, Role::given, 1);
        words_.count(name.family, Role::family, 1);
      }
      for (const Date birth : encodings_.back().view().births) words_.count_day(birth, 1);
    }
    words_.settle_shares();
  }
  Score of(std::uint32_t a, std::uint32_t b, const Model& model) const {
    return score(encodings_[a].view(), encodings_[b].view(), model, words_);
  }
  std::size_t size() const { return encodings_.size(); }

 private:
  Words words_;
  std::vector<Encoding> encodings_;
};

double likelihood_of(const std::vector<Likely>& pairs, std::uint32_t a, std::uint32_t b) {
  const Likely wanted{a, b, 0};
  const auto found = std::lower_bound(pairs.begin(), pairs.end(), wanted);
  return found != pairs.end() && !(wanted < *found) ? found->same : 0;
}

// Levels of pairs that are two children: of all pairs where they are few, else of a million.
Counts count_others(const Scorer& scorer, const std::vector<Likely>& pairs, const Model& model) {
  Counts counts;
  const std::uint64_t subjects = scorer.size();
  const auto add = [&](std::uint32_t a, std::uint32_t b) {
    counts.add(scorer.of(a, b, model), 1 - likelihood_of(pairs, a, b));
  };
  if (subjects * (subjects - 1) / 2 <= constants::most_random_pairs) {
    for (std::uint32_t a = 0; a < subjects; ++a)
      for (std::uint32_t b = a + 1; b < subjects; ++b) add(a, b);
    return counts;
  }
  std::uint64_t state = 20'260'712;
  const auto random = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>((state >> 33U) % subjects);
  };
  for (std::uint64_t i = 0; i < constants::most_random_pairs; ++i) {
    const std::uint32_t a = random(), b = random();
    if (a != b) add(std::min(a, b), std::max(a, b));
  }
  return counts;
}

// Moves the bits of one field, from level `first` on, to log2(m/u), as far as pairs of both sorts
// were seen.
template <std::size_t count>
void learn(const std::string& field, const std::array<std::string_view, count>& keys,
           const std::array<double, count>& same, const std::array<double, count>& others,
           std::array<double, count>& bits, Training& training, std::size_t first = 0) {
  double all_same = 0, all_others = 0;
  for (std::size_t i = 0; i + 1 < count; ++i) all_same += same[i], all_others += others[i];
  for (std::size_t i = first; i + 1 < count; ++i) {
    const double seen = std::min(same[i], others[i]);
    const double share = seen / (seen + constants::model_before);
    if (same[i] + others[i] == 0) continue;
    if (seen > 0)
      bits[i] = rounded((1 - share) * bits[i] +
                        share * std::log2(same[i] / all_same * all_others / others[i]));
    training.levels.push_back(
        {field, std::string(keys[i]), rounded(same[i]), rounded(others[i]), rounded(share)});
  }
}

// An equal name's bits say how rare it is, from `least` on: no lesser finding says more than that,
// unless the model before let it.
void learn_name(const std::string& field, const std::array<double, word_levels>& same,
                const std::array<double, word_levels>& others, const Frequency& equal,
                std::array<double, word_levels>& bits, Training& training) {
  const std::array<double, word_levels> before = bits;
  learn(field, name_keys, same, others, bits, training, 1);
  for (std::size_t i = 1; i < bits.size(); ++i)
    bits[i] = std::min(bits[i], std::max(before[i], equal.least));
}

// Two children with one number are too few to meet by chance; they are all among the candidates.
void count_shared_numbers(const Scorer& scorer, const std::vector<Likely>& pairs,
                          const Model& model, double share_looked_at, Counts& others) {
  constexpr auto same = static_cast<std::size_t>(IdentifierLevel::same);
  for (auto& levels : others.identifiers) levels[same] = 0;
  for (const Likely& pair : pairs) {
    const Score score = scorer.of(pair.a, pair.b, model);
    for (std::size_t i = 0; i < others.identifiers.size(); ++i)
      if (score.identifiers[i] == IdentifierLevel::same)
        others.identifiers[i][same] += (1 - pair.same) * share_looked_at;
  }
}

void learn_all(const Counts& same, const Counts& others, Model& model) {
  Training& training = *model.training;
  learn_name("given", same.given, others.given, model.given_frequency, model.given, training);
  learn_name("family", same.family, others.family, model.family_frequency, model.family, training);
  learn("middle", middle_keys, same.middle, others.middle, model.middle, training);
  learn("birth", birth_keys, same.birth, others.birth, model.birth, training);
  learn("sex", sex_keys, same.sex, others.sex, model.sex, training);
  learn("postcode", postcode_keys, same.postcode, others.postcode, model.postcode, training);
  for (std::size_t i = 0; i < model.identifiers.size(); ++i)
    learn(model.identifiers[i].kind, identifier_keys, same.identifiers[i], others.identifiers[i],
          model.identifiers[i].bits, training);
}

// How often those with so many bits and more are two children, in 10,000.
double errors_from(double threshold, const Scorer& scorer, const std::vector<Likely>& pairs,
                   const Model& model) {
  double links = 0, errors = 0;
  for (const Likely& pair : pairs) {
    const Score score = scorer.of(pair.a, pair.b, model);
    if (score.is_forbidden || score.bits < threshold) continue;
    ++links;
    errors += 1 - pair.same;
  }
  return links > 0 ? rounded(10'000 * errors / links) : 0;
}

constexpr const char* what_to_do =
    "; import more sources first, and go on with the model in use until then";

Error too_little(std::size_t subjects) {
  return {Fault::invalid,
          "the hub has " + std::to_string(subjects) + " subjects, and a model needs " +
              std::to_string(constants::fewest_subjects) + " to learn from" + what_to_do};
}

Error too_few_pairs(double pairs) {
  return {Fault::invalid, "about " + std::to_string(std::lround(pairs)) +
                              " pairs of subjects look like one child, and a model needs " +
                              std::to_string(std::lround(constants::fewest_same_pairs)) +
                              " to learn from" + what_to_do};
}

// What `pairs` teach, on top of the model before.
Model learned_from(const Scorer& scorer, const std::vector<Likely>& pairs, double same_pairs,
                   const Model& current) {
  Counts same;
  for (const Likely& pair : pairs) same.add(scorer.of(pair.a, pair.b, current), pair.same);
  Counts others = count_others(scorer, pairs, current);
  const double subjects = static_cast<double>(scorer.size());
  const double all_pairs = subjects * (subjects - 1) / 2;
  count_shared_numbers(scorer, pairs, current,
                       std::min(1.0, static_cast<double>(constants::most_random_pairs) / all_pairs),
                       others);
  Model model = current;
  Training& training = model.training.emplace();
  training.from = current.version;
  training.subjects = static_cast<std::int64_t>(scorer.size());
  training.same_pairs = rounded(same_pairs);
  model.prior = rounded(std::log2(same_pairs / (all_pairs - same_pairs)));
  learn_all(same, others, model);
  training.errors_at_automatic = errors_from(model.thresholds.automatic, scorer, pairs, model);
  training.errors_at_ask = errors_from(model.thresholds.ask, scorer, pairs, model);
  return model;
}

}  // namespace

Result<Model> train(std::span<const TrainingSubject> subjects, std::span<const DecidedPair> decided,
                    const Model& current, const NameLists& lists, std::size_t threads) {
  std::vector<const TrainingSubject*> open;  // nothing is told of those that are sealed
  for (const TrainingSubject& each : subjects)
    if (!each.features.sealed) open.push_back(&each);
  if (open.size() < constants::fewest_subjects) return too_little(open.size());
  TRELLIS_LET(auto records, records_of(open, current, lists.words));
  linkage::LinkSettings settings;
  settings.threads = threads;
  settings.keeps_equal_rows = true;  // every pair of subjects teaches
  linkage::Linker linker(records, lists, settings);
  const linkage::Linked linked = linker.run();
  const std::vector<Likely> pairs = likely_pairs(linked, open, decided);
  double same_pairs = 0;
  for (const Likely& pair : pairs) same_pairs += pair.same;
  if (same_pairs < constants::fewest_same_pairs) return too_few_pairs(same_pairs);

  Model model = learned_from(Scorer(open, current, lists), pairs, same_pairs, current);
  model.training->compared = static_cast<std::int64_t>(linked.compared);
  for (const DecidedPair& each : decided)
    ++(each.answer == Answer::same ? model.training->decided_same
                                   : model.training->decided_different);
  model.version.clear();
  model.version = "trained-" + hex(sha256(to_json(model).dump())).substr(0, 12);
  return model;
}

}  // namespace trellis::matching
