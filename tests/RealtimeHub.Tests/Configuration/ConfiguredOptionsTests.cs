using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using Xunit;

namespace RealtimeHub.Tests.Configuration;

public sealed class ConfiguredOptionsTests
{
    [Fact]
    public void Nothing_configured_gives_the_defaults()
    {
        var (options, problems) = Read("{}");

        Assert.Empty(problems);
        Assert.Equal((1_000, 100_000), (options.DefaultNamespace.MaxEvents, options.Topics.MaxTopics));
    }

    [Fact]
    public void What_is_configured_is_read()
    {
        var (options, problems) = Read("""
            {
              "DefaultNamespace": { "MaxEvents": 5, "MaxAge": "00:10:00", "StampTime": true },
              "Namespaces": { "chat": { "allowClientPublish": "true" }, "a.b": { "MaxEvents": 7 } },
              "Access": { "ApiKeys": [ "0123456789abcdef" ], "AllowedOrigins": [ "https://app.example.com", "http://localhost:8080" ] }
            }
            """);

        Assert.Empty(problems);
        Assert.Equal((5, TimeSpan.FromMinutes(10), true), (options.DefaultNamespace.MaxEvents, options.DefaultNamespace.MaxAge, options.DefaultNamespace.StampTime));
        Assert.True(options.Namespaces["chat"].AllowClientPublish);
        Assert.Equal(7, options.Namespaces["a.b"].MaxEvents);
        Assert.Equal(["0123456789abcdef"], options.Access.ApiKeys);
        Assert.Equal(2, options.Access.AllowedOrigins.Count);
    }

    [Fact]
    public void A_namespace_without_settings_has_the_defaults()
    {
        var (options, problems) = Read("""{ "Namespaces": { "chat": {} } }""");

        Assert.Empty(problems);
        Assert.Equal(1_000, options.Namespaces["chat"].MaxEvents);
    }

    [Fact]
    public void Empty_lists_and_groups_are_fine()
    {
        var (_, problems) = Read("""{ "Topics": {}, "Namespaces": {}, "Access": { "ApiKeys": [], "AllowedOrigins": [] } }""");

        Assert.Empty(problems);
    }

    [Fact]
    public void Every_problem_is_told_at_once()
    {
        var (_, problems) = Read("""
            {
              "Topcis": { "MaxTopics": 5 },
              "Topics": { "MaxTopics": 0, "UnusedExpiry": "soon", "Size": 1 },
              "DefaultNamespace": { "MaxEvents": "many", "StampTime": "perhaps", "MaxAge": "00:00:00" },
              "Namespaces": { "chat": { "MaxBytes": 1 }, "no spaces": {} },
              "Ingest": { "MaxEventBytes": 16777216 },
              "Access": { "ApiKeys": [ "short", "0123456789abcdef" ], "AllowedOrigins": [ "*", "https://app.example.com/path" ] }
            }
            """);

        Assert.Collection(
            problems.Order(StringComparer.Ordinal),
            p => Assert.StartsWith("RealtimeHub:Access:AllowedOrigins: '*' is not an origin", p, StringComparison.Ordinal),
            p => Assert.StartsWith("RealtimeHub:Access:AllowedOrigins: 'https://app.example.com/path' is not an origin", p, StringComparison.Ordinal),
            p => Assert.Equal("RealtimeHub:Access:ApiKeys: key 0 is shorter than 16 characters", p),
            p => Assert.Equal("RealtimeHub:DefaultNamespace:MaxAge = 00:00:00: The field MaxAge must be between 00:00:01 and 30.00:00:00.", p),
            p => Assert.Equal("RealtimeHub:DefaultNamespace:MaxEvents = 'many' is not a whole number", p),
            p => Assert.Equal("RealtimeHub:DefaultNamespace:StampTime = 'perhaps' is not true or false", p),
            p => Assert.StartsWith("RealtimeHub:Ingest: MaxBatchBytes is smaller than MaxEventBytes", p, StringComparison.Ordinal),
            p => Assert.StartsWith("RealtimeHub:Namespaces: 'no spaces' is not a name for a namespace", p, StringComparison.Ordinal),
            p => Assert.StartsWith("RealtimeHub:Namespaces:chat:MaxBytes = 1: ", p, StringComparison.Ordinal),
            p => Assert.StartsWith("RealtimeHub:Topcis is not a setting; there are: DefaultNamespace, Namespaces, Topics", p, StringComparison.Ordinal),
            p => Assert.StartsWith("RealtimeHub:Topics:MaxTopics = 0: ", p, StringComparison.Ordinal),
            p => Assert.Equal("RealtimeHub:Topics:Size is not a setting; there are: MaxTopics, MaxTotalBytes, UnusedExpiry, SweepInterval", p),
            p => Assert.Equal("RealtimeHub:Topics:UnusedExpiry = 'soon' is not a time such as 00:00:30 (hours:minutes:seconds)", p));
    }

    [Theory]
    [InlineData("""{ "Topics": 5 }""", "RealtimeHub:Topics is a group of settings, not a value")]
    [InlineData("""{ "Access": { "ApiKeys": "0123456789abcdef" } }""", "RealtimeHub:Access:ApiKeys is a list, not a value")]
    [InlineData("""{ "Namespaces": "chat" }""", "RealtimeHub:Namespaces is a group of settings, not a value")]
    [InlineData("""{ "Namespaces": { "chat": true } }""", "RealtimeHub:Namespaces:chat is a group of settings, not a value")]
    [InlineData("""{ "Topics": { "MaxTopics": { "Count": 5 } } }""", "RealtimeHub:Topics:MaxTopics is one value, not a group of settings")]
    [InlineData("""{ "Topics": { "MaxTopics": [ 5 ] } }""", "RealtimeHub:Topics:MaxTopics is one value, not a group of settings")]
    public void A_value_in_the_wrong_shape_is_told_and_not_passed_over(string json, string problem) => Assert.Equal([problem], Read(json).Problems);

    [Theory]
    [InlineData("""{ "Topics": null }""")]
    [InlineData("""{ "Namespaces": null }""")]
    [InlineData("""{ "Namespaces": { "chat": null } }""")]
    [InlineData("""{ "Topics": { "MaxTopics": null } }""")]
    [InlineData("""{ "Access": { "ApiKeys": null } }""")]
    public void A_null_means_the_default(string json)
    {
        var (options, problems) = Read(json);

        Assert.Empty(problems);
        Assert.Equal(100_000, options.Topics.MaxTopics);
        Assert.Empty(options.Access.ApiKeys);
        Assert.All(options.Namespaces.Values, Assert.NotNull);
    }

    [Fact]
    public void The_keys_themselves_are_never_repeated() =>
        Assert.DoesNotContain("hunter2", string.Concat(Read("""{ "Access": { "ApiKeys": [ "hunter2" ] } }""").Problems), StringComparison.Ordinal);

    [Fact]
    public void Neither_is_what_may_hold_a_password()
    {
        var (_, problems) = Read("""{ "Redis": { "Configuration": "localhost,password=hunter2,nothing=1" } }""");

        Assert.Equal("RealtimeHub:Redis:Configuration: cannot be read: use host:port,option=value as StackExchange.Redis does", Assert.Single(problems));
    }

    [Fact]
    public void An_empty_text_is_a_text()
    {
        var (_, problems) = Read("""{ "Access": { "ApiKeys": [ "" ] } }""");

        Assert.Equal(["RealtimeHub:Access:ApiKeys: key 0 is shorter than 16 characters"], problems);
    }

    [Fact]
    public void What_belongs_to_others_is_left_to_them()
    {
        var section = Section("""{ "Sources": { "Anything": { "At": "all" } } }""");

        Assert.Empty(ShapeProblems.Find(section, typeof(RealtimeHubOptions), "Sources").Texts);
        Assert.Single(ShapeProblems.Find(section, typeof(RealtimeHubOptions)).Texts);
    }

    [Fact]
    public void What_belongs_to_others_is_left_to_them_inside_of_our_own_groups_too()
    {
        var section = Section("""{ "Tasks": { "Mine": { "Any": 1 }, "Other": 2 } }""");

        Assert.StartsWith("RealtimeHub:Tasks:Other is not a setting", Assert.Single(ShapeProblems.Find(section, typeof(RealtimeHubOptions), "Tasks:Mine").Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_another_name_are_not_touched()
    {
        var configured = new ConfiguredOptions<TopicOptions>("mine", Section("""{ "MaxTopics": 0, "Wrong": 1 }"""));
        var options = new TopicOptions();

        configured.Configure("other", options);

        Assert.Equal(100_000, options.MaxTopics);
        Assert.True(configured.Validate("other", options).Skipped);
        Assert.True(configured.Validate("mine", options).Failed);
    }

    private static (RealtimeHubOptions Options, List<string> Problems) Read(string json)
    {
        var configured = new ConfiguredOptions<RealtimeHubOptions>(Options.DefaultName, Section(json), "Sources");
        var options = new RealtimeHubOptions();
        configured.Configure(options);
        return (options, [.. configured.Validate(Options.DefaultName, options).Failures ?? []]);
    }

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "RealtimeHub": {{json}} }""")))
            .Build().GetSection("RealtimeHub");
}
