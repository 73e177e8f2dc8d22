#include "hub/model/identifier.hpp"

#include <algorithm>
#include <array>

#include "hub/base/spreadsheet.hpp"
#include "hub/base/text.hpp"
#include "hub/base/unseen.hpp"
#include "hub/model/check_digit.hpp"
#include "hub/model/shape.hpp"

namespace trellis::model {

namespace {

// After the shape is right: the verdict and canonical form.
using Refine = Checked (*)(std::string text, int this_year);

enum class Case { as_written, capitals };
enum class Of { person, pupil, person_in_one_system, place };

// One kind of identifier: all that the hub knows of it.
struct Rule {
  std::string_view kind;
  std::string_view label;    // what people call it
  std::string_view shape;    // empty: `refine` judges it
  std::string_view dropped;  // characters that carry nothing
  Case letters = Case::as_written;
  Of of = Of::person_in_one_system;
  Refine refine = nullptr;
};

Checked nhs_number(std::string text, int) { return check_nhs_number(std::move(text)); }
Checked upn(std::string text, int) { return check_upn(std::move(text)); }
Checked uln(std::string text, int) { return check_uln(std::move(text)); }
Checked cro(std::string text, int) { return check_cro(std::move(text)); }

// A number of a place: zeros in front carry nothing, and nought is no place.
Checked place_number(std::string text, int) {
  const std::size_t first = text.find_first_not_of('0');
  if (first == std::string::npos) return {Verdict::bad_shape, std::move(text), {}};
  return {Verdict::valid, text.substr(first), {}};
}

Checked ofsted(std::string text, int) {
  if (text == "XXXXXXX")
    return {Verdict::placeholder, std::move(text), "stands for a setting without a number"};
  return {Verdict::valid, std::move(text), {}};
}

Checked local(std::string text, int) {
  if (text.find_first_not_of("0") == std::string::npos)
    return {Verdict::placeholder, std::move(text), "noughts stand for no number"};
  return {Verdict::valid, std::move(text), {}};
}

// Source: Royal Mail, "Programmers' guide to the Postcode Address File"; pseudo codes: NHS Postcode
// Directory.
Checked postcode(std::string text, int) {
  constexpr std::size_t inward_size = 3;
  constexpr std::string_view never_inward = "CIKMOV";
  std::string spaced = text;
  if (text.size() > inward_size) spaced.insert(text.size() - inward_size, 1, ' ');
  if (has_shape(spaced, "ZZ99 dl{2}"))
    return {Verdict::placeholder, std::move(spaced), "stands for no fixed abode or a place abroad"};
  if (spaced == "GIR 0AA") return {Verdict::valid, std::move(spaced), {}};
  const bool shaped = has_shape(spaced, "l{1,2}d dl{2}|l{1,2}dn dl{2}");
  if (!shaped || spaced.find_first_of(never_inward, spaced.size() - 2) != std::string::npos)
    return {Verdict::bad_shape, std::move(text), {}};
  return {Verdict::valid, std::move(spaced), {}};
}

constexpr auto capitals = Case::capitals;
constexpr auto as_written = Case::as_written;

constexpr std::array<Rule, 24> rules = {{
    {"nhs_number", "NHS number", "d{10}", " -", as_written, Of::person, nhs_number},
    {"upn", "unique pupil number", "", " ", capitals, Of::pupil, upn},
    {"uln", "unique learner number", "d{10}", " ", as_written, Of::person, uln},
    {"pnc_id", "PNC number", "", " ", capitals, Of::person, check_pnc_id},
    {"cro", "criminal records office number", "", " ", capitals, Of::person, cro},
    {"asn", "arrest summons number", "d{2}n{6}d{11}l", " /", capitals, Of::person},
    // Of a case, which may have several people.
    {"ptiurn", "case reference", "d{2}n{2}d{7,8}", " ", capitals},
    {"crn", "probation case number", "ld{6}", "", as_written, Of::person},
    {"noms_number", "prison number", "ld{4}l{2}", "", as_written, Of::person},
    {"la_child_id", "local authority child ID", "a{1,20}", ""},
    {"sw_id", "social worker ID", "SWd{1,18}|XXx{0,18}", ""},
    {"la_code", "local authority code", "d{3}", "", as_written, Of::place},
    {"ons_la", "local authority ONS code", "E06d{6}|E07d{6}|E08d{6}|E09d{6}|E10d{6}|W06d{6}", "",
     capitals, Of::place},
    {"laestab", "school LAESTAB number", "d{7}", "/ ", as_written, Of::place},
    {"urn_school", "school URN", "d{6}", "", as_written, Of::place},
    {"ukprn", "provider UKPRN", "1d{7}", "", as_written, Of::place},
    {"urn_ofsted", "Ofsted URN", "SCd{6}|d{7}|X{7}", "", capitals, Of::place, ofsted},
    {"ods_code", "ODS code", "n{3,10}", "", capitals, Of::place},
    {"uprn", "property UPRN", "d{1,12}", "", as_written, Of::place, place_number},
    {"usrn", "street USRN", "d{1,8}", "", as_written, Of::place, place_number},
    {"postcode", "postcode", "", " ", capitals, Of::place, postcode},
    {"gmp_gmc_number", "GMP or GMC number", "d{7}", ""},
    {"hospital_number", "hospital number", "x{1,64}", "", as_written, Of::person_in_one_system,
     local},
    {"local_id", "local ID", "x{1,64}", "", as_written, Of::person_in_one_system, local},
}};

const Rule* rule_of(std::string_view kind) {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.kind == kind; });
  return found == rules.end() ? nullptr : &*found;
}

// Without what nobody sees, and with one kind of hyphen.
std::string plain(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) return std::string(text);
  constexpr std::string_view hyphens[] = {"\u2010", "\u2011", "\u2012", "\u2013", "\u2212"};
  const std::string seen = text::without_unseen(text);
  std::string kept;
  for (std::string_view rest = seen; !rest.empty();) {
    const auto* hyphen =
        std::find_if(std::begin(hyphens), std::end(hyphens),
                     [&](std::string_view sign) { return rest.substr(0, sign.size()) == sign; });
    const bool is_hyphen = hyphen != std::end(hyphens);
    kept.push_back(is_hyphen ? '-' : rest.front());
    rest.remove_prefix(is_hyphen ? hyphen->size() : 1);
  }
  return kept;
}

std::string prepared(const Rule& rule, std::string_view text) {
  std::string kept;
  for (char c : plain(text)) {
    if (rule.dropped.find(c) != std::string_view::npos) continue;
    if (rule.letters == Case::capitals && c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
    kept.push_back(c);
  }
  return kept;
}

}  // namespace

Checked check_identifier(std::string_view kind, std::string_view text, int this_year) {
  const std::string_view trimmed = text::trim(text);
  const Checked wrong = {Verdict::bad_shape, std::string(trimmed), {}};
  const Rule* rule = rule_of(kind);
  if (rule == nullptr) return wrong;
  if (text::is_rounded_number(trimmed)) return wrong;
  std::string candidate = prepared(*rule, trimmed);
  if (candidate.empty() || (!rule->shape.empty() && !has_shape(candidate, rule->shape)))
    return wrong;
  Checked checked = rule->refine == nullptr ? Checked{Verdict::valid, std::move(candidate), {}}
                                            : rule->refine(std::move(candidate), this_year);
  if (checked.verdict == Verdict::bad_shape) return wrong;
  const bool is_word = trimmed.find_first_not_of("0123456789") != std::string_view::npos;
  if (checked.verdict == Verdict::valid && is_word && text::stands_for_no_number(trimmed))
    return {Verdict::placeholder, std::move(checked.canonical), "is a word for no number"};
  return checked;
}

const std::vector<std::string>& identifier_kinds() {
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> names;
    for (const Rule& rule : rules) names.emplace_back(rule.kind);
    return names;
  }();
  return kinds;
}

bool identifies_nationally(std::string_view kind) {
  const Rule* rule = rule_of(kind);
  return rule != nullptr && (rule->of == Of::person || rule->of == Of::pupil);
}

bool is_of_each_pupil(std::string_view kind) {
  const Rule* rule = rule_of(kind);
  return rule != nullptr && rule->of == Of::pupil;
}

bool identifies_place(std::string_view kind) {
  const Rule* rule = rule_of(kind);
  return rule != nullptr && rule->of == Of::place;
}

std::string_view identifier_label(std::string_view kind) {
  const Rule* rule = rule_of(kind);
  return rule == nullptr ? kind : rule->label;
}

}  // namespace trellis::model
