using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Security.Tokens;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Security;

public sealed class PermissionsTests
{
    private static readonly ClientPrincipal Alice = Bearer("alice", "\"prices:*\"", """{"topic":"chat:lobby","rights":["subscribe","publish"]}""", "\"$server:stats\"");

    private ITopicAuthorizer? _authorizer;

    public static TheoryData<string, string, string, bool> Cases => new()
    {
        // A token's patterns, and nothing else.
        { "alice", "prices:eur", "Subscribe", true },
        { "alice", "prices:eur", "History", true },
        { "alice", "prices:eur", "Publish", false },
        { "alice", "prices", "Subscribe", false },
        { "alice", "Prices:eur", "Subscribe", false },
        { "alice", "chat:lobby", "Publish", true },
        { "alice", "chat:lobby", "History", false },
        { "alice", "chat:lobby2", "Subscribe", false },
        { "alice", "news", "Subscribe", false },

        // Rules of a namespace.
        { "alice", "open:x", "Subscribe", true },
        { "nobody", "open:x", "Subscribe", true },
        { "nobody", "open:x", "Presence", true },
        { "nobody", "open:x", "History", false },
        { "alice", "open:x", "History", true },
        { "nobody", "open:x", "Publish", false },
        { "alice", "shut:x", "Subscribe", false },
        { "service", "shut:x", "Subscribe", true },
        { "developer", "shut:x", "Subscribe", true },
        { "developer", "shut:x", "Publish", false },
        { "nobody", "wall:x", "Publish", true },

        // What belongs to a user.
        { "alice", "user:alice", "Subscribe", true },
        { "alice", "user:alice/orders", "Subscribe", true },
        { "alice", "user:alicea", "Subscribe", false },
        { "alice", "user:bob", "Subscribe", false },
        { "alice", "user:", "Subscribe", false },
        { "nobody", "user:alice", "Subscribe", false },
        { "alice/orders", "user:alice/orders", "Subscribe", false },

        // The server's own topics have to be named.
        { "alice", "$server:stats", "Subscribe", true },
        { "alice", "$server:topics", "Subscribe", false },
        { "all", "$server:stats", "Subscribe", false },
        { "all", "anything", "Subscribe", true },
        { "nobody", "$server:stats", "Subscribe", false },
        { "service", "$server:stats", "Subscribe", true },
        { "service", "$server:stats", "Publish", false },

        // Scopes of a key.
        { "reader", "prices:eur", "Subscribe", true },
        { "reader", "prices:eur", "Presence", true },
        { "reader", "prices:eur", "Publish", false },
        { "reader", "chat:lobby", "Publish", true },
        { "reader", "chat:lobby", "Subscribe", false },
        { "reader", "open:x", "Subscribe", false },
        { "reader", "$server:stats", "Subscribe", false },

        // Namespaces that nobody has configured.
        { "nobody", "unknown:x", "Subscribe", false },
        { "all", "unknown:x", "Subscribe", true },
        { "developer", "unknown:x", "Publish", true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Are_as_the_rules_say(string who, string topic, string right, bool allowed)
    {
        var decision = Make().Decide(ClientOf(who), TopicName.Parse(topic), Enum.Parse<TopicRights>(right));

        Assert.Equal(allowed, decision.IsAllowed);
        Assert.NotEmpty(decision.Rule);
    }

    [Fact]
    public void Anonymous_subscribers_may_read_where_no_rule_says_otherwise()
    {
        var permissions = Make(options => options.Access.AnonymousSubscribers = true);

        Assert.True(permissions.Decide(ClientPrincipal.Anonymous, TopicName.Parse("news"), TopicRights.Subscribe).IsAllowed);
        Assert.True(permissions.Decide(ClientPrincipal.Anonymous, TopicName.Parse("news"), TopicRights.History).IsAllowed);
        Assert.False(permissions.Decide(ClientPrincipal.Anonymous, TopicName.Parse("news"), TopicRights.Publish).IsAllowed);
        Assert.False(permissions.Decide(ClientPrincipal.Anonymous, TopicName.Parse("shut:x"), TopicRights.Subscribe).IsAllowed);
        Assert.True(permissions.Decide(ClientPrincipal.Anonymous, TopicName.Parse("$server:stats"), TopicRights.Subscribe).IsAllowed);
        Assert.False(permissions.Decide(ClientPrincipal.Anonymous, TopicName.Parse("$server:stats"), TopicRights.Publish).IsAllowed);
    }

    [Fact]
    public void A_personal_topic_belongs_to_its_user_and_to_nobody_else()
    {
        var permissions = Make(options => options.Access.PersonalNamespace = "shut");

        Assert.True(permissions.Decide(Alice, TopicName.Parse("shut:alice"), TopicRights.Subscribe).IsAllowed);
        Assert.True(permissions.Decide(Alice, TopicName.Parse("shut:alice"), TopicRights.History).IsAllowed);
        Assert.False(permissions.Decide(Alice, TopicName.Parse("shut:alice"), TopicRights.Publish).IsAllowed);
        foreach (var other in new[] { "shut:bob", "shut:alice/x", "shut:xalice", "shutxalice", "shut:" })
        {
            Assert.False(permissions.Decide(Alice, TopicName.Parse(other), TopicRights.Subscribe).IsAllowed);
        }

        // A name with a slash could be taken for a part of another one's topics.
        Assert.False(permissions.Decide(Bearer("alice/x"), TopicName.Parse("shut:alice/x"), TopicRights.Subscribe).IsAllowed);
    }

    [Theory]
    [InlineData("ask:yes", "Subscribe", true, ErrorCode.PermissionDenied)]
    [InlineData("ask:no", "Subscribe", false, ErrorCode.PermissionDenied)]
    [InlineData("ask:later", "Subscribe", false, ErrorCode.RateLimited)]
    [InlineData("ask:throws", "Subscribe", false, ErrorCode.RateLimited)]
    [InlineData("ask:no", "History", true, ErrorCode.PermissionDenied)]
    public async Task An_authorizer_is_asked_where_the_rules_say_so_and_no_other_group_fits(string topic, string right, bool allowed, ErrorCode code)
    {
        _authorizer = new Scripted();
        var permissions = Make(o => o.Namespaces["ask"] = new() { Permissions = new() { Subscribe = Who.Authorizer, History = Who.User | Who.Authorizer } });

        var decision = await permissions.DecideAsync(Alice, TopicName.Parse(topic), Enum.Parse<TopicRights>(right), CancellationToken.None);

        Assert.Equal((allowed, code), (decision.IsAllowed, decision.Code));
    }

    [Fact]
    public async Task Where_there_is_no_authorizer_nobody_may_do_what_it_would_decide()
    {
        var permissions = Make(o => o.Namespaces["ask"] = new() { Permissions = new() { Subscribe = Who.Authorizer } });

        Assert.False((await permissions.DecideAsync(Alice, TopicName.Parse("ask:yes"), TopicRights.Subscribe, CancellationToken.None)).IsAllowed);
    }

    private static ClientPrincipal ClientOf(string who) => who switch
    {
        "alice" => Alice,
        "all" => Bearer("root", "\"*\""),
        "alice/orders" => Bearer(who),
        "service" => new KnownKey("all", options: null).Principal,
        "reader" => new KnownKey("reader", new ApiKeyOptions { Scopes = ["read:prices:*", "publish:chat:lobby"] }).Principal,
        "developer" => ClientPrincipal.Developer,
        _ => ClientPrincipal.Anonymous,
    };

    private static ClientPrincipal Bearer(string name, params string[] topics)
    {
        using var payload = JsonDocument.Parse($$"""{"sub":"{{name}}","exp":2000000000,"topics":[{{string.Join(',', topics)}}]}""");
        Assert.Null(TokenClaims.Read(payload.RootElement, out var identity));
        return ClientPrincipal.Bearer(identity);
    }

    private Permissions Make(Action<RealtimeHubOptions>? configure = null)
    {
        var options = Given.Options(o =>
        {
            foreach (var name in new[] { "prices", "chat" }) o.Namespaces[name] = new();
            o.Namespaces["open"] = new() { Permissions = new() { Subscribe = Who.Anonymous, History = Who.User } };
            o.Namespaces["shut"] = new() { Permissions = new() { Subscribe = Who.Nobody } };
            o.Namespaces["wall"] = new() { AllowClientPublish = true };
            o.Namespaces["user"] = new() { Permissions = new() { Subscribe = Who.Owner } };
            configure?.Invoke(o);
        });
        var services = new ServiceCollection();
        if (_authorizer is not null) services.AddSingleton(_authorizer);
        var authorizers = new Authorizers(services.BuildServiceProvider(), options, TimeProvider.System, NullLogger<Authorizers>.Instance);
        return new Permissions(new NamespaceTable(options), new PersonalTopics(options), authorizers, options);
    }

    /// <summary>Does what the topic says.</summary>
    private sealed class Scripted : ITopicAuthorizer
    {
        public ValueTask<TopicAnswer> DecideAsync(TopicQuestion question, CancellationToken cancellationToken) => question.Topic.Value switch
        {
            "ask:yes" => ValueTask.FromResult(TopicAnswer.Allow),
            "ask:no" => ValueTask.FromResult(TopicAnswer.Deny()),
            "ask:later" => ValueTask.FromResult(TopicAnswer.NotNow("not now")),
            _ => throw new InvalidOperationException("The application fails."),
        };
    }
}
