using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Configuration;

public sealed class NamespaceTableTests
{
    private readonly NamespaceOptions _chat = new();
    private readonly NamespaceTable _table;

    public NamespaceTableTests() => _table = new NamespaceTable(Given.Options(options => options.Namespaces["chat"] = _chat));

    [Theory]
    [InlineData("chat:room")]
    [InlineData("chat:")]
    [InlineData("chat:a:b")]
    public void A_topic_belongs_to_the_namespace_before_its_first_colon(string topic) => Assert.Same(_chat, _table.Find(TopicName.Parse(topic)));

    [Theory]
    [InlineData("chat")]
    [InlineData(":chat")]
    public void A_topic_without_a_namespace_has_the_default(string topic)
    {
        var found = _table.Find(TopicName.Parse(topic));

        Assert.NotNull(found);
        Assert.NotSame(_chat, found);
    }

    [Theory]
    [InlineData("Chat:room")]
    [InlineData("chats:room")]
    [InlineData("$chat:room")]
    [InlineData("$chat")]
    [InlineData("$server")]
    public void Any_other_namespace_is_unknown(string topic) => Assert.Null(_table.Find(TopicName.Parse(topic)));

    [Fact]
    public void Clients_may_not_publish_to_the_servers_own_topics() =>
        Assert.False(_table.Find(TopicName.Parse("$server:stats"))!.AllowClientPublish);
}
