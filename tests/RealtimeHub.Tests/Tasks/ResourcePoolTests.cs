using RealtimeHub.Configuration;
using RealtimeHub.Tasks.Running;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>Who gets what when many need the same.</summary>
public sealed class ResourcePoolTests : IDisposable
{
    private readonly ResourcePool _pool = new(new Dictionary<string, int> { ["a"] = 1, ["b"] = 1, ["c"] = 2 });
    private readonly CancellationTokenSource _cancel = new();

    [Fact]
    public async Task Who_waits_for_something_holds_nothing_meanwhile()
    {
        using var busy = await TakeAsync("b");
        var both = Take("a", "b");

        for (var i = 0; i < 2 * ResourcePool.MostPassed; i++) (await TakeAsync("a")).Dispose();

        Assert.False(both.IsCompleted);
        busy.Dispose();
        (await both.WaitAsync(Patience.Token)).Dispose();
    }

    [Fact]
    public async Task Who_came_first_comes_first()
    {
        using var busy = await TakeAsync("a");
        var (first, second) = (Take("a"), Take("a"));

        busy.Dispose();

        using var held = await first.WaitAsync(Patience.Token);
        Assert.False(second.IsCompleted);
        held.Dispose();
        (await second.WaitAsync(Patience.Token)).Dispose();
    }

    [Fact]
    public async Task As_many_have_something_at_once_as_its_number_says()
    {
        var taken = new[] { Take("c"), Take("c"), Take("c", "c") };
        Assert.Equal([true, true, false], taken.Select(one => one.IsCompleted));

        // Whoever gives something back twice has had it once.
        for (var i = 0; i < 2; i++) (await taken[0]).Dispose();

        await taken[2].WaitAsync(Patience.Token);
        Assert.False(Take("c").IsCompleted);
    }

    [Fact]
    public async Task Nobody_starves_because_what_he_needs_is_never_free_at_the_same_time()
    {
        var held = new Dictionary<string, Task<IDisposable>> { ["a"] = Take("a"), ["b"] = Take("b") };
        var both = Take("a", "b");
        var rounds = 0;

        // There is always one more who waits for the one and for the other.
        for (; !both.IsCompleted && rounds <= ResourcePool.MostPassed; rounds++)
        {
            foreach (var name in new[] { "a", "b" }) await PassOnAsync(name);
        }

        Assert.InRange(rounds, ResourcePool.MostPassed / 2, ResourcePool.MostPassed);
        (await both.WaitAsync(Patience.Token)).Dispose();
        await Task.WhenAll(held.Values).WaitAsync(Patience.Token);

        async Task PassOnAsync(string name)
        {
            if (!held[name].IsCompleted) return;
            var before = await held[name];
            held[name] = Take(name);
            before.Dispose();
        }
    }

    [Fact]
    public async Task Who_gives_up_is_in_nobodys_way()
    {
        using var busy = await TakeAsync("a");
        var gaveUp = _pool.TakeAsync(Needs("a"), _cancel.Token);
        var waits = Take("a");

        await _cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp);
        busy.Dispose();

        (await waits.WaitAsync(Patience.Token)).Dispose();
    }

    public void Dispose() => _cancel.Dispose();

    private static TaskKindOptions Needs(params string[] names) => new() { Resources = [.. names] };

    private Task<IDisposable> Take(params string[] names) => _pool.TakeAsync(Needs(names), CancellationToken.None);

    private Task<IDisposable> TakeAsync(params string[] names) => Take(names).WaitAsync(Patience.Token);
}
