namespace RealtimeHub.Tasks;

/// <summary>Thrown by a handler that cannot do its work, with what clients are told.</summary>
/// <param name="code">A word on which programs decide.</param>
/// <param name="message">The same for people. It is shown to whoever follows the task.</param>
/// <param name="mayRetry">Whether another attempt may help.</param>
/// <param name="inner">What was behind it, for the log.</param>
/// <param name="retryAfter">How long the next attempt waits at least, when there is one; <c>MaxRetryDelay</c> of the kind is the most that counts.</param>
public sealed class TaskFailedException(string code, string message, bool mayRetry = false, Exception? inner = null, TimeSpan? retryAfter = null) : Exception(message, inner)
{
    /// <summary>A word on which programs decide.</summary>
    public string Code => code;

    /// <summary>Whether another attempt may help.</summary>
    public bool MayRetry => mayRetry;

    /// <summary>How long the next attempt waits at least; null when that is left to the kind.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
