namespace RealtimeHub.FanOut;

/// <summary>
/// The followers of a topic on one shard, for somebody who wants to know them and has something to say to them. Touched only by the shard's loop.
/// </summary>
internal sealed class TopicAudience
{
    private readonly ITopicFollowers _followers;
    private INotice? _newest;
    private int _number;

    /// <param name="followers">Who is told of them.</param>
    /// <param name="newest">What was said last to the followers on other shards; null when nothing was.</param>
    public TopicAudience(ITopicFollowers followers, INotice? newest) => (_followers, _newest, _number) = (followers, newest, newest is null ? 0 : 1);

    public void Joined(Subscriber subscriber) => _followers.Joined(subscriber.Connection);

    public void Left(Subscriber subscriber) => _followers.Left(subscriber.Connection);

    public void Ended(ShardTopic topic) => _followers.Ended(topic);

    /// <summary>From now on there is something newer to <see cref="Give"/>.</summary>
    public void Take(INotice notice)
    {
        _newest = notice;
        _number++;
    }

    /// <summary>Gives the newest notice to a follower that does not have it; later, when its write is pending.</summary>
    public void Give(Subscription subscription)
    {
        if (_newest is not { } notice || subscription is not { IsActive: true, HearsNotices: true } || subscription.Notice == _number) return;
        var subscriber = subscription.Subscriber;
        if (!subscriber.CanTake)
        {
            subscriber.MissesNotice = true;
            return;
        }

        var hasOneBefore = subscription.Notice != 0 && subscription.Notice == _number - 1;
        subscription.Notice = _number;
        notice.CountWrite();
        subscriber.WriteNotice(hasOneBefore ? notice.Next(subscriber.Encoder.Protocol) : notice.Whole(subscriber.Encoder.Protocol));
    }
}
