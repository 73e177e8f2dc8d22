#include "hub/linkage/report/charts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

namespace trellis::linkage {
namespace {

constexpr double label_width = 250, plot_width = 300, words_width = 90, row_height = 22, margin = 6;
constexpr double bars_width = label_width + plot_width + words_width;

std::string svg(const ChartWords& words, double width, double height, const std::string& inside) {
  const std::string title = escaped_html(words.title), text = escaped_html(words.description);
  return fmt::format(
      "<svg class=\"chart\" role=\"img\" aria-label=\"{0}. {1}\" viewBox=\"0 0 {2:.0f} {3:.0f}\" "
      "width=\"{2:.0f}\" height=\"{3:.0f}\">\n<title>{0}</title><desc>{1}</desc>\n{4}</svg>\n",
      title, text, width, height, inside);
}

// At most `most` characters, so that labels do not run into the chart.
std::string shortened(const std::string& label, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(label[i]) & 0xC0U) != 0x80U;
    if (begins && characters++ == most) return label.substr(0, i) + "…";
  }
  return label;
}

std::string text_at(double x, double y, const char* anchor, const std::string& words) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     escaped_html(words));
}

std::string line_at(const char* kind, double x1, double y1, double x2, double y2) {
  return fmt::format(
      "<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", kind, x1,
      y1, x2, y2);
}

// Rows of bars over one scale.
class Rows {
 public:
  Rows(double from, double to) : from_(from), span_(to > from ? to - from : 1) {}

  double at(double value) const {
    return label_width + margin + (value - from_) / span_ * (plot_width - 2 * margin);
  }
  void add(const std::string& label, const char* kind, double from, double to,
           const std::string& words) {
    const double left = at(std::min(from, to)), width = std::abs(at(to) - at(from));
    constexpr std::size_t fits = 34;
    svg_ += fmt::format("<g><title>{}: {}</title>\n", escaped_html(label), escaped_html(words));
    svg_ += text_at(label_width - 4, bottom_ + 15, "end", shortened(label, fits));
    svg_ += fmt::format(
        "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.0f}\"/>\n", kind,
        left, bottom_ + 3, std::max(width, 1.0), row_height - 6);
    svg_ += text_at(bars_width - 4, bottom_ + 15, "end", words) + "</g>\n";
    bottom_ += row_height;
  }
  void line(const char* kind, double value) {
    svg_ += line_at(kind, at(value), margin, at(value), bottom_);
  }
  void note(double value, const std::string& words) {
    bottom_ += row_height;
    svg_ += text_at(at(value), bottom_ - 6, "middle", words);
  }
  std::string chart(const ChartWords& words) const {
    return svg(words, bars_width, bottom_ + margin, svg_);
  }

 private:
  double from_, span_;
  double bottom_ = margin;
  std::string svg_;
};

const char* kind_of(double value) { return value < 0 ? "against" : "for"; }

// One chart with two axes from a least value to 1.
class Plane {
 public:
  explicit Plane(const LineChart& chart) : chart_(chart) {}

  std::string draw() {
    grid();
    if (chart_.has_diagonal) {
      const double from = std::max(chart_.least_x, chart_.least_y);
      svg_ += line_at("limit", x(from), y(from), x(1), y(1));
    }
    std::string points;
    for (const ChartPoint& point : chart_.points)
      points += fmt::format("{:.1f},{:.1f} ", x(point.x), y(point.y));
    svg_ += "<polyline class=\"curve\" points=\"" + points + "\"/>\n";
    for (const ChartPoint& point : chart_.points) {
      if (!point.is_marked) continue;
      svg_ += fmt::format("<circle class=\"mark\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"/>\n",
                          x(point.x), y(point.y));
      svg_ += text_at(x(point.x) - 8, y(point.y) + 16, "end", point.words);
    }
    return svg(chart_.words, left + size + 24, size + 62, svg_);
  }

 private:
  static constexpr double left = 64, top = 14, size = 300;

  double x(double value) const {
    return left + (value - chart_.least_x) / (1 - chart_.least_x) * size;
  }
  double y(double value) const { return top + (1 - value) / (1 - chart_.least_y) * size; }
  void grid() {
    constexpr int lines = 5;
    for (int i = 0; i <= lines; ++i) {
      const double share = static_cast<double>(i) / lines;
      const double of_x = chart_.least_x + share * (1 - chart_.least_x),
                   of_y = chart_.least_y + share * (1 - chart_.least_y);
      svg_ += line_at("grid", x(of_x), top, x(of_x), top + size);
      svg_ += line_at("grid", left, y(of_y), left + size, y(of_y));
      svg_ += text_at(x(of_x), top + size + 16, "middle", fmt::format("{:.2f}", of_x));
      svg_ += text_at(left - 6, y(of_y) + 4, "end", fmt::format("{:.2f}", of_y));
    }
    svg_ += text_at(left + size / 2, top + size + 36, "middle", chart_.x_name);
    svg_ += fmt::format(
        "<text transform=\"translate(16 {:.0f}) rotate(-90)\" "
        "text-anchor=\"middle\">{}</text>\n",
        top + size / 2, escaped_html(chart_.y_name));
  }

  const LineChart& chart_;
  std::string svg_;
};

constexpr const char* style = R"(
:root { color-scheme: light dark; --page: #ffffff; --ink: #16191d; --quiet: #505a5f; --rule: #d0d5d9;
  --for: #1d70b8; --against: #b25f00; --sum: #505a5f; }
@media (prefers-color-scheme: dark) { :root { --page: #14171a; --ink: #e8eaed; --quiet: #a8b1b8;
  --rule: #3a4147; --for: #6fb1ec; --against: #f0a04b; --sum: #a8b1b8; } }
@media print { :root { color-scheme: light; --page: #ffffff; --ink: #000000; --quiet: #505a5f;
  --rule: #d0d5d9; --for: #1d70b8; --against: #b25f00; --sum: #505a5f; } }
body { background: var(--page); color: var(--ink); font: 16px/1.5 Arial, "Liberation Sans", sans-serif;
  max-width: 76rem; margin: 0 auto; padding: 1rem; font-variant-numeric: tabular-nums; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5rem; } a { color: var(--for); }
p, li { max-width: 44rem; } .quiet { color: var(--quiet); }
figure { margin: 1rem 0; display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
section, figure, tr { break-inside: avoid; }
table { border-collapse: collapse; font-size: .875rem; }
caption { text-align: left; font-weight: bold; padding-bottom: .25rem; }
th, td { text-align: right; padding: .2rem .6rem; border-bottom: 1px solid var(--rule); }
th { font-weight: normal; } thead th { font-weight: bold; }
th:first-child { text-align: left; overflow-wrap: anywhere; }
svg.chart { max-width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 13px; }
.for { fill: var(--for); } .against { fill: var(--against); } .sum { fill: var(--sum); }
.zero { stroke: var(--ink); } .grid { stroke: var(--rule); }
.limit { stroke: var(--quiet); stroke-dasharray: 4 3; }
.curve { fill: none; stroke: var(--for); stroke-width: 2; } .mark { fill: var(--for); }
@media (forced-colors: active) { rect, .mark { fill: CanvasText; } .curve { stroke: CanvasText; } }
)";

// As on a light page; programs that draw files know no variables.
constexpr const char* file_style = R"(
text { fill: #16191d; font-family: Arial, "Liberation Sans", sans-serif; font-size: 13px; }
.for { fill: #1d70b8; } .against { fill: #b25f00; } .sum { fill: #505a5f; }
.zero { stroke: #16191d; } .grid { stroke: #d0d5d9; } .limit { stroke: #505a5f; stroke-dasharray: 4 3; }
.curve { fill: none; stroke: #1d70b8; stroke-width: 2; } .mark { fill: #1d70b8; }
)";

}  // namespace

std::string escaped_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else if (c == '"')
      escaped += "&quot;";
    else if (c == '\'')
      escaped += "&#39;";
    else if (code < 0x20 && c != '\t' && c != '\n')
      escaped += "\xEF\xBF\xBD";
    else
      escaped += c;
  }
  return escaped;
}

std::string bar_chart(const ChartWords& words, const std::vector<Bar>& bars) {
  double least = 0, most = 0;
  for (const Bar& bar : bars) {
    least = std::min(least, bar.value);
    most = std::max(most, bar.value);
  }
  Rows rows(least, most);
  for (const Bar& bar : bars) rows.add(bar.label, kind_of(bar.value), 0, bar.value, bar.words);
  rows.line("zero", 0);
  return rows.chart(words);
}

std::string waterfall_chart(const ChartWords& words, const std::vector<Bar>& steps, const Bar& sum,
                            const Bar& limit) {
  double least = std::min({0.0, sum.value, limit.value}),
         most = std::max({0.0, sum.value, limit.value}), at = 0;
  for (const Bar& step : steps) {
    at += step.value;
    least = std::min(least, at);
    most = std::max(most, at);
  }
  Rows rows(least, most);
  at = 0;
  for (const Bar& step : steps) {
    rows.add(step.label, kind_of(step.value), at, at + step.value, step.words);
    at += step.value;
  }
  rows.add(sum.label, "sum", 0, sum.value, sum.words);
  rows.line("zero", 0);
  rows.line("limit", limit.value);
  rows.note(limit.value, limit.label);
  return rows.chart(words);
}

std::string line_chart(const LineChart& chart) { return Plane(chart).draw(); }

std::string svg_file(const std::string& chart) {
  constexpr std::string_view opening = "<svg ";
  const std::size_t inside = chart.find('>') + 1;
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" " +
         chart.substr(opening.size(), inside - opening.size()) + "\n<style>" + file_style +
         "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" +
         chart.substr(inside);
}

std::string html_table(const HtmlTable& table) {
  std::string html = "<table><caption>" + escaped_html(table.caption) + "</caption>\n<thead><tr>";
  for (const std::string& column : table.columns)
    html += "<th scope=\"col\">" + escaped_html(column) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      html += (i == 0 ? "<th scope=\"row\">" : "<td>") + escaped_html(row[i]) +
              (i == 0 ? "</th>" : "</td>");
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string html_figure(const std::string& chart, const HtmlTable& table) {
  return "<figure>\n" + chart + html_table(table) + "</figure>\n";
}

std::string html_page(std::string_view title, const std::string& body) {
  const std::string name = escaped_html(title);
  return "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n"
         "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" "
         "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n<title>" +
         name + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n<main>\n<h1>" + name +
         "</h1>\n" + body + "</main>\n</body>\n</html>\n";
}

}  // namespace trellis::linkage
