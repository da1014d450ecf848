using RealtimeHub.Configuration;
using RealtimeHub.Security;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;

namespace RealtimeHub.Tasks;

/// <summary>Decides who may start tasks, and whose they are.</summary>
internal sealed class TaskAccess(TaskKinds kinds)
{
    /// <returns>Why somebody may not start tasks of a kind; null when that is allowed. The same for a kind that is not there as for one that is not theirs.</returns>
    public string? ForbidsStart(ClientPrincipal client, string kind)
    {
        if (client.Role == ClientRole.Developer || client.Key?.MayStart(kind) == true) return null;
        var starters = client.Key is null ? kinds.Find(kind)?.Options.Starters ?? TaskStarters.Nobody : TaskStarters.Nobody;
        if (starters == TaskStarters.Anonymous || (starters == TaskStarters.User && client.Role == ClientRole.User)) return null;
        return client.Key is { } key
            ? $"no scope of the key {key.Name} allows it: it needs tasks:{kind}"
            : $"clients may not start tasks of the kind {kind}: see Starters in RealtimeHub:Tasks:Kinds:{kind}";
    }

    /// <returns>Why somebody may not give a key; null when that is allowed. Keys are their owner's, and who has no name would share them with the application.</returns>
    public static string? ForbidsKey(ClientPrincipal client, string? key) =>
        key is null || client.Role != ClientRole.Anonymous ? null : "who has not said who it is cannot give a key: leave it out, or sign in with a token";

    /// <summary>Whose a task is that somebody starts. All who have not said who they are share one owner: what they start must neither meet what services start, nor take all the room.</summary>
    public static string? OwnerOf(ClientPrincipal client) => client.Role == ClientRole.Anonymous ? TaskRecord.Nameless : client.User;

    /// <summary>Whether somebody may see a task and take it back. One that has no owner with a name belongs to whoever knows its id.</summary>
    public static bool MayHave(ClientPrincipal client, TaskRecord task) =>
        client.MayOperate || client.Key?.MayStart(task.Kind) == true || task.NamedOwner is null || task.NamedOwner == client.User;
}
