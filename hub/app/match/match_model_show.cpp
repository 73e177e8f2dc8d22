#include "hub/app/match/match_model_show.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "hub/app/match/match_commands.hpp"

namespace trellis::app {
namespace {

using formats::Json;
using matching::Model;
using matching::ModelLevel;

std::string signed_bits(double bits) { return fmt::format("{:+.1f}", bits); }

const matching::Training::Level* training_of(const Model& model, const ModelLevel& level) {
  if (!model.training) return nullptr;
  const auto& all = model.training->levels;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) {
    return each.field == level.field && each.level == level.level;
  });
  return found == all.end() ? nullptr : &*found;
}

// How much of it is not from the model before; empty for a model set by hand.
std::string learned_words(const Model& model, const ModelLevel& level) {
  if (!model.training) return {};
  const auto* training = training_of(model, level);
  return fmt::format("{:.0f} %", training == nullptr ? 0 : 100 * training->learned);
}

struct Threshold {
  const char* name;
  const char* use;
  double bits;
  std::optional<double> when_trained;
};

std::vector<Threshold> thresholds_of(const Model& model) {
  const Model::Thresholds& limits = model.thresholds;
  std::optional<double> automatic, ask;
  if (model.training) {
    automatic = model.training->errors_at_automatic;
    ask = model.training->errors_at_ask;
  }
  return {{"same-connection", "two keys of one source are joined", limits.same_connection, {}},
          {"automatic", "a link is made without a person", limits.automatic, automatic},
          {"show", "a question is told to who looks at the child", limits.show, {}},
          {"ask", "a person is asked", limits.ask, ask},
          {"statistics", "a question counts where children are counted", limits.statistics, {}},
          {"break-below", "a link that falls below is shown to a person", limits.break_below, {}}};
}

std::size_t links_from(const LinkSurvey& links, double bits) {
  return static_cast<std::size_t>(
      std::count_if(links.fits.begin(), links.fits.end(),
                    [&](const matching::Fit& fit) { return fit.bits >= bits; }));
}

std::string rate(std::optional<double> errors) {
  return errors ? fmt::format("{:.2f}", *errors) : std::string("-");
}

// What people's answers say of a threshold, where they were asked at it.
struct ByAnswers {
  double at_it = 0;
  matching::Calibration::Errors above;
};

std::optional<ByAnswers> by_answers(const Answers& answers, double bits) {
  if (!answers.calibration.is_enough() || !answers.is_asked_at(bits)) return std::nullopt;
  const auto at_it = answers.calibration.errors_at(bits);
  const auto above = answers.calibration.errors_from(bits);
  if (!at_it || !above) return std::nullopt;
  return ByAnswers{*at_it, *above};
}

// "120.00, at most 260.41, of 63 answers"
std::string error_words(const matching::Calibration::Errors& errors) {
  return fmt::format("{:.2f}, at most {:.2f}, of {} answers", errors.expected, errors.at_most,
                     errors.answers);
}

Table thresholds_table(const ShownModel& shown) {
  Table table{{"threshold", "from there on", "bits", "errors at it", "linked subjects above",
               "their errors", "when trained"},
              {}};
  const bool has_answers = shown.answers.calibration.is_enough();
  if (has_answers)
    table.columns.insert(table.columns.end(), {"by answers at it", "by answers above"});
  for (const Threshold& each : thresholds_of(shown.model)) {
    auto& row = table.rows.emplace_back(std::vector<std::string>{
        each.name, each.use, signed_bits(each.bits), rate(errors_in_10000(each.bits)),
        std::to_string(links_from(shown.links, each.bits)),
        rate(mean_errors_in_10000(shown.links.fits, each.bits)), rate(each.when_trained)});
    if (!has_answers) continue;
    const auto answered = by_answers(shown.answers, each.bits);
    row.push_back(answered ? rate(answered->at_it) : "-");
    row.push_back(answered ? error_words(answered->above) : "-");
  }
  return table;
}

// On how many answers it rests, and of what it says nothing.
std::string calibration_words(const Answers& answers) {
  const std::size_t count = answers.calibration.answers();
  const std::string asked =
      fmt::format("{} questions that this model asked between {} and {} bits", count,
                  signed_bits(answers.from), signed_bits(answers.below));
  if (!answers.calibration.is_enough())
    return "People have answered " + asked +
           fmt::format(": too few to check its odds by; {} are needed.",
                       matching::Calibration::fewest_answers);
  return "By answers: people answered " + asked +
         ". That holds for such questions only: about links that the model makes by itself nobody "
         "was asked.";
}

Json thresholds_json(const ShownModel& shown) {
  Json json = Json::array();
  for (const Threshold& each : thresholds_of(shown.model)) {
    Json one = Json::object(
        {{"threshold", each.name},
         {"use", each.use},
         {"bits", each.bits},
         {"errors_in_10000_at_it", errors_in_10000(each.bits)},
         {"linked_subjects_above", static_cast<std::int64_t>(links_from(shown.links, each.bits))}});
    if (const auto mean = mean_errors_in_10000(shown.links.fits, each.bits))
      one.set("errors_in_10000_above", *mean);
    if (each.when_trained) one.set("errors_in_10000_when_trained", *each.when_trained);
    if (const auto answered = by_answers(shown.answers, each.bits))
      one.set(
          "by_answers",
          Json::object({{"errors_in_10000_at_it", answered->at_it},
                        {"errors_in_10000_above", answered->above.expected},
                        {"errors_in_10000_above_at_most", answered->above.at_most},
                        {"answers_above", static_cast<std::int64_t>(answered->above.answers)}}));
    json.push(std::move(one));
  }
  return json;
}

Json as_json(const Answers& answers) {
  using matching::Calibration;
  return Json::object({{"answers", static_cast<std::int64_t>(answers.calibration.answers())},
                       {"needed", static_cast<std::int64_t>(Calibration::fewest_answers)},
                       {"enough", answers.calibration.is_enough()},
                       {"from_bits", answers.from},
                       {"below_bits", answers.below},
                       {"says", calibration_words(answers)}});
}

// The population grew: how rare a chance likeness is has changed with it.
bool is_outgrown(const ShownModel& shown) {
  const auto subjects = static_cast<std::int64_t>(shown.links.population.members.size());
  return shown.model.training && subjects > 2 * shown.model.training->subjects;
}

std::string origin(const ShownModel& shown) {
  if (!shown.model.training) return "set by hand";
  const matching::Training& training = *shown.model.training;
  return fmt::format(
      "trained on {} subjects: {} pairs compared, {:.0f} of them expected to be one child, {} "
      "decided by people; on top of {}, whose bits stand where little was seen{}",
      training.subjects, training.compared, training.same_pairs,
      training.decided_same + training.decided_different, training.from,
      is_outgrown(shown) ? "; the hub has more than twice as many now: train again" : "");
}

std::string question_words(const ShownModel& shown) {
  const auto& open = shown.links.open_questions;
  double one_child = 0;
  for (const matching::Proposal& each : open) one_child += chance_of_one_child(each, shown.answers);
  return fmt::format(
      "{} open questions: {:.0f} in 10,000 like them are expected to be two children.", open.size(),
      10'000 * (1 - one_child / static_cast<double>(open.size())));
}

std::string equal_name(const char* which, const matching::Frequency& equal) {
  return fmt::format("An equal {} name says {} to {} bits, by how rare it is in this hub.", which,
                     signed_bits(equal.least), signed_bits(equal.most));
}

Table levels_table(const Model& model) {
  Table table{{"field", "finding", "speaks", "bits", "learned"}, {}};
  for (const ModelLevel& each : matching::levels_of(model))
    table.rows.push_back({each.field, std::string(each.words), words_of(each.bits),
                          signed_bits(each.bits), learned_words(model, each)});
  return table;
}

}  // namespace

Json as_json(const ShownModel& shown) {
  Json json = matching::to_json(shown.model);
  json.set("in_use", shown.is_in_use);
  json.set("origin", origin(shown));
  json.set("subjects", static_cast<std::int64_t>(shown.links.population.members.size()));
  json.set("open_questions", static_cast<std::int64_t>(shown.links.open_questions.size()));
  Json levels = Json::array();
  for (const ModelLevel& each : matching::levels_of(shown.model))
    levels.push(Json::object({{"field", each.field},
                              {"level", each.level},
                              {"finding", each.words},
                              {"speaks", words_of(each.bits)},
                              {"bits", each.bits}}));
  json.set("levels", std::move(levels));
  json.set("expected_errors", thresholds_json(shown));
  json.set("calibration", as_json(shown.answers));
  return json;
}

void print(const CommandContext& context, const ShownModel& shown) {
  const Model& model = shown.model;
  const Table levels = levels_table(model);
  if (context.output == Output::csv) return context.print(levels);
  context.print_title("model " + model.version + (shown.is_in_use ? "  in use" : ""));
  context.print(origin(shown));
  context.print(fmt::format("Before anything is compared: {} bits, one pair of subjects in {:.0f}.",
                            signed_bits(model.prior), std::exp2(-model.prior)));
  context.print(equal_name("given", model.given_frequency));
  context.print(equal_name("family", model.family_frequency) + "\n");
  context.print(levels);
  context.print(fmt::format(
      "\nA household's findings are one: address {}, phone {}, parent {} bits and the postcode's, "
      "the strongest whole, the others {:.0f} %, {} at most, and {} with the family name.\n",
      signed_bits(model.household.address), signed_bits(model.household.phone),
      signed_bits(model.household.parent), 100 * model.household.further,
      signed_bits(model.household.most), signed_bits(model.household.with_family)));
  context.print(thresholds_table(shown));
  context.print("\n" + calibration_words(shown.answers));
  if (!shown.links.open_questions.empty()) context.print(question_words(shown));
  context.say(fmt::format(
      "errors are expected false links in 10,000; the best child must be {} bits ahead of the next",
      model.thresholds.gap));
}

Table learned_table(const Model& before, const Model& now) {
  Table table{{"field", "finding", "bits before", "bits now", "learned"}, {}};
  const std::vector<ModelLevel> old = matching::levels_of(before);
  const std::vector<ModelLevel> all = matching::levels_of(now);
  table.rows.push_back(
      {"prior", "any two subjects", signed_bits(before.prior), signed_bits(now.prior), "100 %"});
  for (std::size_t i = 0; i < all.size(); ++i)
    table.rows.push_back({all[i].field, std::string(all[i].words), signed_bits(old[i].bits),
                          signed_bits(all[i].bits), learned_words(now, all[i])});
  return table;
}

}  // namespace trellis::app
