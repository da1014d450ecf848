using Microsoft.Extensions.Options;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task A_wrong_configuration_refuses_to_start_and_lists_every_problem_at_once()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestServer.StartAsync(
            ("Topics:MaxTopics", "many"), ("Ingest:MaxEventBytes", "0"), ("Ingst:MaxEventBytes", "5"),
            ("Namespaces:bad name:MaxEvents", "-1"), ("Access:ApiKeys:0", "short"), ("Access:AllowedOrigins:0", "*"),
            ("Sources:Capacity", "0"), ("Sources:HostMetric:Enabled", "true"), ("Sources:Replay:0:File", "data.txt")));

        var problems = ProblemsOf(error);
        string[] expected =
        [
            "Topics:MaxTopics = 'many' is not a whole number", "Ingest:MaxEventBytes = 0", "RealtimeHub:Ingst is not a setting",
            "'bad name' is not a name for a namespace", "bad name:MaxEvents = -1", "key 0 is shorter", "'*' is not an origin",
            "Sources:Capacity = 0", "Sources:HostMetric is not a setting", "Replay:0:Topic", "Replay:0:Format",
        ];
        Assert.All(expected, text => Assert.Contains(problems, problem => problem.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, problems.Count);
    }

    [Fact]
    public async Task Namespaces_have_settings_of_their_own()
    {
        await using var server = await TestServer.StartAsync(("Namespaces:short:MaxEvents", "2"));

        await server.PublishAsync("short:a", 1, 2, 3);
        await server.PublishAsync("long", 1, 2, 3);

        Assert.Equal(2, (await server.GetJsonAsync("v1/topics/short:a/events")).GetProperty("events").GetArrayLength());
        Assert.Equal(3, (await server.GetJsonAsync("v1/topics/long/events")).GetProperty("events").GetArrayLength());
    }

    private static List<string> ProblemsOf(Exception error) => error switch
    {
        OptionsValidationException one => [.. one.Failures],
        AggregateException many => [.. many.InnerExceptions.SelectMany(ProblemsOf)],
        _ => [error.ToString()],
    };
}
