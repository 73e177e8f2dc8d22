#include "hub/app/match/match_models.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hub/app/frame/hub.hpp"
#include "hub/formats/json.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::app {

Result<matching::Model> read_checked_model(const Hub& hub, const std::string& file) {
  TRELLIS_LET(const auto json, formats::Json::read_file(file));
  TRELLIS_LET(const auto schema, formats::Json::read_file(hub.installation().config +
                                                          "/schema/matching-model.schema.json"));
  if (const auto findings = formats::check_schema(json, schema); !findings.empty())
    return summary_of(findings);
  return matching::read_model(json);
}

std::optional<std::string> bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

Status write_bytes(const std::string& file, std::string_view bytes) {
  const std::filesystem::path path = file;
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  return transport::write_file(folder, path.filename().string(), bytes);
}

Result<std::vector<matching::Proposal>> read_proposals(matching::Links& links,
                                                       matching::ProposalState state,
                                                       std::size_t limit) {
  std::vector<matching::Proposal> found;
  while (found.size() < limit) {
    const MatchId last = found.empty() ? MatchId() : found.back().id;
    const std::size_t page = std::min<std::size_t>(1000, limit - found.size());
    TRELLIS_LET(auto next, links.proposals(state, last, page));
    found.insert(found.end(), next.begin(), next.end());
    if (next.size() < page) break;
  }
  return found;
}

Result<LinkSurvey> survey_links(Hub& hub, const matching::Model& model) {
  LinkSurvey survey;
  TRELLIS_LET(auto population, matching::read_population(hub.links()));
  survey.population = std::move(population);
  TRELLIS_LET(auto lists, comparison::NameLists::read_files(hub.configuration().nicknames,
                                                            hub.configuration().name_words));
  const auto opened = matching::make_default_engine(model, std::move(lists));
  survey.fits = matching::fits_of(survey.population, *opened.engine);
  TRELLIS_LET(auto open, read_proposals(hub.links(), matching::ProposalState::open));
  survey.open_questions = std::move(open);
  return survey;
}

double errors_in_10000(double bits) { return 10'000 / (1 + std::exp2(bits)); }

std::optional<double> mean_errors_in_10000(const std::vector<matching::Fit>& fits,
                                           double threshold) {
  double errors = 0, links = 0;
  for (const matching::Fit& fit : fits) {
    if (fit.bits < threshold) continue;
    errors += errors_in_10000(fit.bits);
    ++links;
  }
  if (links == 0) return std::nullopt;
  return errors / links;
}

}  // namespace trellis::app
