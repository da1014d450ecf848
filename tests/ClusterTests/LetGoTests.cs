using RealtimeHub.Contracts;

namespace ClusterTests;

/// <summary>A node lets go of a topic that nobody on it follows any more, whatever else is done to the topic at that moment.</summary>
public sealed class LetGoTests
{
    private static readonly TopicName News = TopicName.Parse("news");

    [Fact]
    public async Task A_check_that_finds_events_for_a_topic_that_was_just_let_go_comes_to_an_end()
    {
        await using var node = await QuietNode.StartAsync();
        var opened = await node.Topics.OpenAsync(News);
        node.Way.SwallowAll();
        await node.Server.PublishAsync("news", 1);

        // What the sweep does, when the check has begun already.
        Assert.True(opened.Log!.TryRetire(TimeSpan.Zero));

        await node.Topics.CheckAllAsync(isDoubtful: false).WaitAsync(Patience.Token);
        Assert.Equal(0, opened.Log.Head);
    }

    [Fact]
    public async Task A_topic_that_was_let_go_is_read_again_by_who_comes_next()
    {
        await using var node = await QuietNode.StartAsync();
        var first = await node.Topics.OpenAsync(News);
        Assert.True(first.Log!.TryRetire(TimeSpan.Zero));
        node.Topics.Sweep();
        await node.Server.PublishAsync("news", 1);

        var second = await node.Topics.OpenAsync(News);

        Assert.Equal((first.Log.Epoch, 1L), (second.Log!.Epoch, second.Log.Head));
    }
}
