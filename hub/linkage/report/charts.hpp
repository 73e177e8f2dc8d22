#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Charts and tables for pages that stand alone: HTML that is well-formed XML, with inline SVG and
// no scripts. All words given are escaped here.
namespace trellis::linkage {

// For text and attributes; characters that no page may hold become U+FFFD.
std::string escaped_html(std::string_view text);

// What a chart shows, for those who do not see it too.
struct ChartWords {
  std::string title, description;
};

struct Bar {
  std::string label;
  double value = 0;
  std::string words;  // beside the bar
};

// Bars from zero to either side.
std::string bar_chart(const ChartWords& words, const std::vector<Bar>& bars);

// Each bar begins where the one before it ended; a last one shows their sum. `limit`: a line that
// the sum is held against.
std::string waterfall_chart(const ChartWords& words, const std::vector<Bar>& steps, const Bar& sum,
                            const Bar& limit);

// A chart as a file of its own.
std::string svg_file(const std::string& chart);

struct ChartPoint {
  double x = 0, y = 0;
  bool is_marked = false;
  std::string words;  // beside the mark
};
struct LineChart {
  ChartWords words;
  std::string x_name, y_name;
  double least_x = 0, least_y = 0;  // both axes end at 1
  std::vector<ChartPoint> points;
  bool has_diagonal = false;  // where x and y are equal
};
std::string line_chart(const LineChart& chart);

struct HtmlTable {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // the first cell names the row
};
std::string html_table(const HtmlTable& table);

// A chart, or another table, with a table beside it.
std::string html_figure(const std::string& chart, const HtmlTable& table);

// A whole page; `body` is HTML.
std::string html_page(std::string_view title, const std::string& body);

}  // namespace trellis::linkage
