# Floats in scalar locals: three bodies in space, as in the n-body benchmark without lists.
def advance(steps):
    dt = 0.01
    m1 = 39.47841760435743
    m2 = 0.03769367487038949
    x1 = 0.0
    y1 = 0.0
    z1 = 0.0
    u1 = 0.0
    v1 = 0.0
    w1 = 0.0
    x2 = 4.84143144246472090
    y2 = -1.16032004402742839
    z2 = -0.10362204447112311
    u2 = 0.606326392995832
    v2 = 2.81198684491626
    w2 = -0.02521836165988763
    for _ in range(steps):
        dx = x1 - x2
        dy = y1 - y2
        dz = z1 - z2
        d2 = dx * dx + dy * dy + dz * dz
        mag = dt / (d2 * (0.5 + 0.1 * d2))
        a2 = m2 * mag
        u1 = u1 - dx * a2
        v1 = v1 - dy * a2
        w1 = w1 - dz * a2
        a1 = m1 * mag
        u2 = u2 + dx * a1
        v2 = v2 + dy * a1
        w2 = w2 + dz * a1
        x1 = x1 + dt * u1
        y1 = y1 + dt * v1
        z1 = z1 + dt * w1
        x2 = x2 + dt * u2
        y2 = y2 + dt * v2
        z2 = z2 + dt * w2
    return x1 + y1 + z1 + x2 + y2 + z2

print(advance(8000000))
