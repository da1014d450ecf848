using RealtimeHub.Contracts;

namespace RealtimeHub.Ledger.Checks;

/// <summary>Whether the answer to a subscribe call is true (C8), as far as that can be told from what others saw.</summary>
internal static class Honesty
{
    /// <param name="entry">The call and its answer.</param>
    /// <param name="book">What is known of the topic's life that the answer names.</param>
    /// <param name="retained">How many events the topic keeps for sure.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? FindLie(LedgerEntry.Subscribed entry, EpochBook book, long retained)
    {
        var reply = entry.Reply;
        if (entry.Since is not { } since)
        {
            return reply.Recovered ? "was told recovered: true without having asked for a position"
                : reply.Reason is { } said ? $"was told '{said}' without having asked for a position"
                : null;
        }

        if (reply.Recovered) return FindFalsePromise(since, reply);
        return reply.Reason switch
        {
            RecoveryReasons.EpochChanged when since.Epoch != reply.Epoch => null,
            RecoveryReasons.Ahead when since.Epoch == reply.Epoch && since.Offset > reply.Offset =>
                book.Top >= since.Offset ? $"asked for {since} and was told 'ahead' of {reply.Offset}, although others have seen {book.Top}" : null,
            RecoveryReasons.TooOld when since.Epoch == reply.Epoch && since.Offset < reply.Offset =>
                reply.Offset - since.Offset <= retained
                    ? $"asked for {since} and was told 'tooOld' at {reply.Offset}, although the newest {retained} events are kept" : null,
            null => $"asked for {since} and was told recovered: false without a reason",
            var reason => $"asked for {since} and was told '{reason}' at {reply.Epoch}:{reply.Offset}, which is no such case",
        };
    }

    private static string? FindFalsePromise(StreamPosition since, SubscribeReply reply) =>
        reply.Reason is { } reason ? $"was told recovered: true and '{reason}' at once"
        : since.Epoch != reply.Epoch ? $"asked for {since} and was told recovered: true in epoch {reply.Epoch}"
        : since.Offset > reply.Offset ? $"asked for {since} and was told recovered: true, but the topic is only at {reply.Offset}"
        : null;
}
