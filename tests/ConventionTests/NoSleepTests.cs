using System.Text.RegularExpressions;
using Xunit;

namespace ConventionTests;

/// <summary>Tests wait for what happens or move a clock; they do not sleep.</summary>
public sealed partial class NoSleepTests
{
    [Fact]
    public void Nothing_sleeps_on_a_thread() => Assert.Empty(FilesWith(Sleep(), "tests", "server", "dotnet-client"));

    [Fact]
    public void Every_delay_is_measured_by_a_clock_that_was_handed_in() =>
        Assert.Empty(FilesWith(DelayWithoutClock(), "tests", "server", "dotnet-client"));

    [Fact]
    public void No_test_is_skipped() => Assert.Empty(FilesWith(Skipped(), "tests"));

    [Fact]
    public void The_server_uses_no_groups_of_signalr() => Assert.Empty(FilesWith(Groups(), "server"));

    private static IEnumerable<string> FilesWith(Regex pattern, params string[] folders) =>
        folders.SelectMany(folder => Repository.Files(folder, ".cs"))
            .Where(file => !file.EndsWith($"/{nameof(NoSleepTests)}.cs", StringComparison.Ordinal) && pattern.IsMatch(Repository.Read(file)));

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b")]
    private static partial Regex Sleep();

    // The statement up to its end names no clock.
    [GeneratedRegex(@"\bTask\s*\.\s*Delay\s*\((?![^;]*(?:[Cc]lock|TimeProvider))")]
    private static partial Regex DelayWithoutClock();

    [GeneratedRegex(@"\[(?:Fact|Theory)\([^\]]*Skip\b")]
    private static partial Regex Skipped();

    [GeneratedRegex(@"\bClients\s*\.\s*\w*Group|\bAddToGroup")]
    private static partial Regex Groups();
}
