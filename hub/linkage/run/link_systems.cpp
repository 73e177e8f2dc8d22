#include "hub/linkage/run/link_systems.hpp"

#include <bitset>

namespace trellis::linkage {

using formats::Json;

LinkSystems LinkSystems::of(const LinkRows& rows, std::span<const std::uint32_t> clusters) {
  const std::size_t count = rows.systems.size();
  LinkSystems found;
  if (count < 2 || count > most_systems) return found;
  for (const std::string& name : rows.systems) found.systems.push_back({name});
  found.in_both.assign(count, std::vector<std::size_t>(count));
  std::vector<std::bitset<most_systems>> where(clusters.size());  // by the cluster's number
  for (std::size_t r = 0; r < clusters.size(); ++r) {
    ++found.systems[rows.system[r]].records;
    where[clusters[r]].set(rows.system[r]);
  }
  for (const auto& systems : where) {
    for (std::size_t a = 0; a < count; ++a) {
      if (!systems.test(a)) continue;
      ++found.systems[a].people;
      found.systems[a].only_here += systems.count() == 1 ? 1 : 0;
      for (std::size_t b = 0; b < count; ++b) found.in_both[a][b] += systems.test(b) ? 1 : 0;
    }
  }
  return found;
}

Table LinkSystems::table() const {
  Table table{{"people in", "records", "people", "nowhere else"}, {}};
  for (const System& system : systems) table.columns.push_back("also in " + system.name);
  for (std::size_t a = 0; a < systems.size(); ++a) {
    const System& system = systems[a];
    table.rows.push_back({system.name, std::to_string(system.records),
                          std::to_string(system.people), std::to_string(system.only_here)});
    for (std::size_t b = 0; b < systems.size(); ++b)
      table.rows.back().push_back(a == b ? "-" : std::to_string(in_both[a][b]));
  }
  return table;
}

Json LinkSystems::json() const {
  Json list = Json::array();
  for (std::size_t a = 0; a < systems.size(); ++a) {
    Json also = Json::object();
    for (std::size_t b = 0; b < systems.size(); ++b)
      if (a != b) also.set(systems[b].name, static_cast<std::int64_t>(in_both[a][b]));
    list.push(Json::object({{"system", systems[a].name},
                            {"records", static_cast<std::int64_t>(systems[a].records)},
                            {"people", static_cast<std::int64_t>(systems[a].people)},
                            {"only_here", static_cast<std::int64_t>(systems[a].only_here)},
                            {"also_in", std::move(also)}}));
  }
  return list;
}

}  // namespace trellis::linkage
