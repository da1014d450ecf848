using System.Collections;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace RealtimeHub.Transport.Connections;

/// <summary>
/// A connection as ASP.NET Core knows it. It is its own collection of features, and offers each interface that it implements: a collection
/// beside it would cost more than all that a silent connection holds otherwise.
/// </summary>
internal abstract class LoopConnection : ConnectionContext, IFeatureCollection, IDuplexPipe,
    IConnectionIdFeature, IConnectionItemsFeature, IConnectionTransportFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature
{
    private KeyValuePair<Type, object?>[] _added = [];
    private IDictionary<object, object?>? _items;
    private IDuplexPipe? _replacedTransport;

    public abstract PipeReader Input { get; }

    public abstract PipeWriter Output { get; }

    public override IFeatureCollection Features => this;

    /// <summary>Whether somebody stands between the socket and who reads it: TLS, or a middleware that logs what is sent.</summary>
    public bool IsWrapped => _replacedTransport is not null;

    public override IDuplexPipe Transport
    {
        get => _replacedTransport ?? this;
        set => _replacedTransport = ReferenceEquals(value, this) ? null : value;
    }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConcurrentDictionary<object, object?>();
        set => _items = value;
    }

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get
        {
            foreach (var (type, feature) in _added)
            {
                if (type == key) return feature;
            }

            return key.IsInterface && key.IsInstanceOfType(this) ? this : null;
        }

        set
        {
            Revision++;
            for (var i = 0; i < _added.Length; i++)
            {
                if (_added[i].Key != key) continue;
                _added[i] = new(key, value);
                return;
            }

            _added = [.. _added, new(key, value)];
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        var own = GetType().GetInterfaces().Where(type => this[type] == this).Select(type => new KeyValuePair<Type, object>(type, this));
        return _added.Where(entry => entry.Value is not null).Select(entry => new KeyValuePair<Type, object>(entry.Key, entry.Value!)).Concat(own).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
