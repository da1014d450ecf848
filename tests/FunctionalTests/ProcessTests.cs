using System.Diagnostics;
using Xunit;

namespace FunctionalTests;

/// <summary>The server as a process of its own, started from a folder that has nothing to do with it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_wrong_setting_ends_the_start_with_code_78_and_words_instead_of_a_stack_trace()
    {
        using var server = Start("--RealtimeHub:Topics:MaxTopics=many", "--RealtimeHub:Ingest:MaxEventBytes=0");

        var errors = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Equal(78, server.ExitCode);
        Assert.Contains("2 problem(s)", errors, StringComparison.Ordinal);
        Assert.Contains("RealtimeHub:Topics:MaxTopics = 'many' is not a whole number", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_banner_tells_addresses_storage_and_limits_with_the_settings_that_lie_beside_the_program()
    {
        using var server = Start("--urls", "http://127.0.0.1:0", "--environment", "Development");
        try
        {
            var banner = await ReadToAsync(server.StandardOutput, "Try ");

            Assert.Contains("http://127.0.0.1:", banner, StringComparison.Ordinal);
            Assert.Contains("1,000 events", banner, StringComparison.Ordinal);
            Assert.Contains("chat, demo, host", banner, StringComparison.Ordinal);
            Assert.Contains("128 subscriptions", banner, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task In_Production_the_log_is_one_JSON_object_a_line()
    {
        using var server = Start("--urls", "http://127.0.0.1:0", "--environment", "Production");
        try
        {
            var line = (await ReadToAsync(server.StandardOutput, "listens on")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];

            Assert.Equal("Production", System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("Environment").GetString());
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { Path.Combine(AppContext.BaseDirectory, "RealtimeHub.Server.dll") },
        WorkingDirectory = Path.GetTempPath(),
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    }.With(arguments))!;

    private static async Task<string> ReadToAsync(StreamReader output, string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var read = "";
        while (await output.ReadLineAsync(patience.Token) is { } line)
        {
            read += line + "\n";
            if (line.Contains(text, StringComparison.Ordinal)) return read;
        }

        throw new InvalidOperationException($"The server ended before it said '{text}':\n{read}");
    }
}

internal static class ProcessStartInfoExtensions
{
    public static ProcessStartInfo With(this ProcessStartInfo start, string[] arguments)
    {
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}
