namespace RealtimeHub.Tasks;

/// <summary>Does one kind of background work. A new one is made for each attempt, in a scope of its own; its constructor may ask for any service.</summary>
/// <typeparam name="TArgs">What the work is about: read from JSON, and checked by its data annotations.</typeparam>
/// <remarks>
/// At least once: when its node dies in the middle, another attempt begins from the start. <see cref="TaskContext.Attempt"/> says which one it is. It runs beside the requests of
/// the server; what computes for long belongs into a kind that <c>IsHeavy</c>.
/// </remarks>
public interface IBackgroundTaskHandler<in TArgs>
{
    /// <summary>Does the work.</summary>
    /// <returns>The result, which is written as JSON; null when there is none.</returns>
    /// <exception cref="TaskFailedException">The work cannot be done; says whether trying again may help, and what clients are told.</exception>
    /// <exception cref="Exception">Anything else fails the attempt, too; clients are not told what it says, and the log is.</exception>
    Task<object?> RunAsync(TArgs args, TaskContext context);
}
