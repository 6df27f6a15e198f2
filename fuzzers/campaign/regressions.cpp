// SPDX-License-Identifier: MIT
#include "fuzzers/campaign/regressions.hpp"

#include "fuzzers/campaign/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cctype>
#include <regex>
#include <vector>

namespace sidewinder::fuzz {

namespace {

/// One line of printable text; of a path only the file's name.
std::string plain(const std::string& text) {
    std::string line;
    for (char c : text) line += std::iscntrl(static_cast<unsigned char>(c)) != 0 ? ' ' : c;
    static const std::regex folders("(/[A-Za-z0-9_.+-]+)*/(?=[A-Za-z0-9_])");
    return std::regex_replace(line, folders, "").substr(0, 300);
}

std::string cluster_line(const Finding& finding) { return "# Cluster: " + plain(cluster_of(finding.report)) + "\n"; }

std::string slug_of(const oracle::LadderReport& report) {
    std::string slug;
    for (char c : fmt::format("{} {} {} {}", report.layer, report.pass, report.engine, report.where)) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) slug += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!slug.empty() && slug.back() != '-') slug += '-';
    }
    return slug.substr(0, slug.find_last_not_of('-') + 1);
}

bool has_cluster(const std::filesystem::path& folder, const std::string& line) {
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(folder, error))
        if (file.path().extension() == ".py" && read_file(file.path()).value_or("").find(line) != std::string::npos) return true;
    return false;
}

Result<std::filesystem::path> write_next(const std::filesystem::path& folder, const Finding& finding) {
    const std::filesystem::path draft = folder / fmt::format(".regression.{}", getpid());
    if (auto written = write_whole(draft, regression_text(finding), true); !written) return fail(written.error().message);
    std::error_code error;
    std::filesystem::path file;
    // A link is never made over what is there.
    for (std::uint64_t number = last_finding_number(folder) + 1, tries = 0; tries < 100; ++number, ++tries) {
        file = folder / fmt::format("{:04}-{}.py", number, slug_of(finding.report));
        std::filesystem::create_hard_link(draft, file, error);
        if (!error) break;
    }
    std::error_code ignored;
    std::filesystem::remove(draft, ignored);
    if (error) return fail(fmt::format("cannot write {}: {}", file.string(), error.message()));
    sync_folder(folder);
    return file;
}

}  // namespace

std::string regression_text(const Finding& finding) {
    const oracle::LadderReport& report = finding.report;
    std::string cause = report.layer;
    if (!report.pass.empty()) cause += ", pass " + report.pass;
    if (report.rewrite > 0) cause += fmt::format(", rewrite {}", report.rewrite);
    if (!report.uop.empty()) cause += ", uop " + report.uop;
    std::string engines;
    for (const oracle::Rung& rung : report.rungs) engines += fmt::format("{}{}", engines.empty() ? "" : ", ", engine_name(rung.engine));
    const std::string options = option_text(finding.run);
    std::string text = plain(fmt::format("# {}: {} differed in {}: {}", cause, report.engine, report.where, report.detail)) + "\n";
    if (report.parted) text += plain("# They parted at " + report.parted->to_text()) + "\n";
    text += plain(fmt::format("# Compared: {}.", engines)) + "\n";
    text += plain(fmt::format("# Found by a campaign: seed {}, program {}{}{}{}; replayed {}; built by {}.", finding.seed, finding.index, finding.from_corpus ? " (made of its corpus)" : "",
                              finding.planted_bug.empty() ? "" : ", with the planted bug " + finding.planted_bug, options.empty() ? "" : ", options" + options, finding.rate.to_text(), build_text())) +
            "\n";
    return text + cluster_line(finding) + finding.reduced;
}

Result<std::optional<std::filesystem::path>> file_regression(const std::filesystem::path& folder, const Finding& finding) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fail(fmt::format("cannot write regressions to {}", folder.string()));
    flock(fd, LOCK_EX);  // one at a time: two workers may have the same cluster
    Result<std::optional<std::filesystem::path>> filed = std::nullopt;
    if (!has_cluster(folder, cluster_line(finding))) {
        auto written = write_next(folder, finding);
        filed = written ? Result<std::optional<std::filesystem::path>>(*written) : fail(written.error().message);
    }
    close(fd);
    return filed;
}

}  // namespace sidewinder::fuzz
