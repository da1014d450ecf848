using RealtimeHub.Topics;

namespace RealtimeHub.Control;

/// <summary>Lists topics by name: those of this node, or of all nodes together.</summary>
internal sealed class TopicLister(TopicRegistry topics, IOtherNodes? others = null)
{
    /// <summary>One page of what this node has.</summary>
    public List<TopicSummary> Here(string prefix, string after, int count) => [.. topics.Page(prefix, after, count).Select(Summarise)];

    /// <summary>One page of what all nodes have, and the nodes that did not answer. A topic that several follow counts once, with all its subscribers.</summary>
    public async Task<NodeAnswers<TopicSummary>> PageAsync(string prefix, string after, int count)
    {
        var own = Here(prefix, after, count);
        if (others is null) return new NodeAnswers<TopicSummary>(own, []);
        var elsewhere = await others.AskAsync<List<TopicSummary>>(NodeRequests.Topics, prefix, after, $"{count}");

        // The server's own topics tell about one node.
        var shared = elsewhere.Answers.SelectMany(answer => answer).Where(topic => !topic.Topic.StartsWith('$'));
        var all = own.Concat(shared).GroupBy(topic => topic.Topic, (name, copies) => Merge(copies)).OrderBy(topic => topic.Topic, StringComparer.Ordinal).Take(count);
        return new NodeAnswers<TopicSummary>([.. all], elsewhere.Silent);
    }

    /// <summary>Copies may be a moment apart: the newest tells where the topic stands.</summary>
    private static TopicSummary Merge(IEnumerable<TopicSummary> copies)
    {
        var all = copies.OrderByDescending(copy => copy.Offset).ToList();
        return all[0] with { Subscribers = all.Sum(copy => copy.Subscribers) };
    }

    private static TopicSummary Summarise(TopicLog log)
    {
        var window = log.Window();
        return new TopicSummary(log.Name.Value, log.Epoch, window.Head, window.Events, window.Bytes, log.SubscriberCount);
    }
}
