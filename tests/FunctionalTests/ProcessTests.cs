using System.Diagnostics;
using Xunit;

namespace FunctionalTests;

/// <summary>The server as a process of its own, started from a folder that has nothing to do with it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_wrong_setting_ends_the_start_with_code_78_and_words_instead_of_a_stack_trace()
    {
        using var server = Start("--RealtimeHub:Topics:MaxTopics=many", "--RealtimeHub:Ingest:MaxEventBytes=0", "--environment", "Development");

        var errors = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Equal(78, server.ExitCode);
        Assert.Contains("2 problem(s)", errors, StringComparison.Ordinal);
        Assert.Contains("RealtimeHub:Topics:MaxTopics = 'many' is not a whole number", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody could connect or publish", "")]
    [InlineData("Access:ApiKeys:0 is a sample: use one that nobody can guess; 'npm run token -- --key", "--RealtimeHub:Access:ApiKeys:0=changeme-changeme-1")]
    [InlineData("Tokens:Key: the key is a sample", "--RealtimeHub:Tokens:SymmetricKey=your-256-bit-secret-your-256-bit-secret")]
    [InlineData("Tokens:Key: the key has fewer than 32 bytes", "--RealtimeHub:Tokens:SymmetricKey=dG9vIHNob3J0IQ==")]
    [InlineData("Tokens:Issuer: say who makes the tokens", "--RealtimeHub:Tokens:SymmetricKey=sFzM0W0mQ1h3b9cJ4yqk2nq8U7cXv5dYtR6pLwAeGHI=")]
    [InlineData("Tokens:JwksAddress = http://login.example.net/keys: use an https:// address", "--RealtimeHub:Tokens:JwksAddress=http://login.example.net/keys")]
    [InlineData("'*' is not an origin", "--RealtimeHub:Access:AllowedOrigins:0=*")]
    [InlineData("fewer than", "--RealtimeHub:Tokens:SymmetricKey=short")]
    [InlineData("'write:*' is no scope", "--RealtimeHub:Access:Keys:x:Scopes:0=write:*")]
    [InlineData("a hash is the SHA-256 of a key", "--RealtimeHub:Access:Keys:x:Hashes:0=123")]
    public async Task In_Production_what_is_missing_unsafe_or_a_sample_ends_the_start_and_it_is_said_what_to_set(string problem, string setting)
    {
        using var server = Start(["--urls", "http://127.0.0.1:0", "--environment", "Production", .. setting.Length == 0 ? Array.Empty<string>() : [setting]]);

        var errors = await server.StandardError.ReadToEndAsync();
        await server.WaitForExitAsync();

        Assert.Equal(78, server.ExitCode);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
        if (setting.Contains("ApiKeys", StringComparison.Ordinal) || setting.Contains("SymmetricKey", StringComparison.Ordinal)) Assert.DoesNotContain(setting.Split('=', 2)[1], errors, StringComparison.Ordinal);
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
        using var server = Start("--urls", "http://127.0.0.1:0", "--environment", "Production", "--RealtimeHub:Access:AnonymousSubscribers=true");
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
