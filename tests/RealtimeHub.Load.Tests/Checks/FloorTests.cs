using System.Globalization;
using RealtimeHub.Load.Checks;
using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Tests.Checks;

/// <summary>A server that does not start leaves nothing behind, and says why.</summary>
public sealed class FloorTests
{
    private readonly int _port = FreePort.Find();

    [Fact]
    public async Task One_that_ends_says_why()
    {
        // It takes the port for a file.
        var failure = await Assert.ThrowsAsync<LoadException>(() => Floor.StartAsync("cat", _port, Patience.Token));

        Assert.StartsWith("the smallest server ended with code 1:\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_port.ToString(CultureInfo.InvariantCulture), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_whose_start_is_interrupted_is_ended()
    {
        // It takes the port for a time in seconds.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Floor.StartAsync("sleep", _port, new CancellationToken(canceled: true)));

        Assert.DoesNotContain($"sleep\0{_port}\0", Directory.EnumerateDirectories("/proc").Select(CommandLineOf));
    }

    private static string CommandLineOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // No process, or one that has just ended.
        }
    }
}
