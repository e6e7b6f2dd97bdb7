/** Descriptors of studies, series and protocols as scanners and people write them, that identify nobody. Our own making. */
export const HARMLESS_DESCRIPTORS: readonly string[] = `
CT HEAD W/O CONTRAST
CT Head without IV contrast
CT CHEST ABDOMEN PELVIS W CONTRAST
CT Abdomen/Pelvis with and without contrast
CTA CHEST PE PROTOCOL
CT Angio Head & Neck
CT Thorax nativ
CT Schädel nativ 5.0 mm
CT Abdomen portalvenös
THORAX 1.0 B70f
Thorax  5.0  B30s
Topogram  0.6  T20s
HEAD SEQ 4.8 H31s
AbdRoutine 5.0 I40f 3
Lung 1.25mm
BONE PLUS 0.625
Recon 2: 0.625mm STD
Axial 2.5mm soft tissue
MPR cor 3.0 mm
MPR Range[1]
VRT Range[2]
Dose Report
Patient Protocol
SCOUT LAT/AP
Smart Prep Series
Premonitoring
Monitoring 10.0 B20f
CaScore 3.0 B35f
Coronary CTA 0.75 Bv36 75%
Perfusion 5.0 Hr36
MIP Thin 10/3
ARTERIAL PHASE
Portal Venous 70s
DELAYED 10 MIN
MR Brain w/wo contrast
MRI Lumbar Spine without
MRT Knie links
MR Abdomen MRCP
MRI BREAST BILATERAL W CAD
localizer
3-plane loc
AAHead_Scout_32ch
t1_mprage_sag_p2_iso
t1_mpr_ns_sag_p2_iso_1.0
t2_tse_tra_512
T2 FLAIR SPACE sag
t2_spc_da-fl_sag_p2_iso
Ax T1 SE
Ax T2 FLAIR FS
AX T2 PROPELLER
Ax DWI b1000
DWI b=0, 500, 1000
ep2d_diff_3scan_trace_p2
ep2d_diff_MDDW_64_p2_ADC
ep2d_bold_moco TR 2000 TE 30
ADC (10^-6 mm^2/s)
dADC map
SWI_Images
mIP_Images(SW)
Mag_Images
TOF_3D_multi-slab
TOF_3D_multi-slab_MIP_TRA
PJN
3D TOF COW
gre_field_mapping
rfMRI_REST_AP
dMRI_dir98_PA_SBRef
BOLD resting state
pcasl_3d
VIBE fs tra caipi
t1_vibe_dixon_tra_bh_W
t1_fl3d_tra_dyn_5x
LAVA-FLEX Water
Ax 3D LAVA +C
Cor SSFSE
HASTE cor bh
TRUFI loc
cine_retro_sax
PSIR 2ch 3ch 4ch
T1 map MOLLI pre
T2* map
flow_250_tp_AAo_ePat
STIR sag C-spine
PD FS cor knee
Sag PD TSE SPAIR
ARTHROGRAM SHOULDER LT
WB DWI STIR
WHOLE BODY PET/CT
PET WB (AC)
PET WB (NAC)
CT WB 5.0 B31f
AC_CT WB
FDG skull base to mid-thigh
F-18 FDG 60 min p.i.
Ga-68 PSMA PET
NM BONE SCAN WHOLE BODY
MDP 3 hr delayed
Myocardial SPECT stress
MUGA rest LAO 45
HIDA w EF
V/Q SCAN
XR CHEST 2 VIEWS
XR CHEST PORTABLE 1V
CHEST PA AND LATERAL
Thorax p.a.
Thorax liegend
W Thorax pa
HAND 3 VIEWS RT
Knee AP Lat Sunrise
Ankle min 3 views
C-SPINE FLEX/EXT
Abdomen 1 view KUB
SCOLIOSIS STANDING
Becken a.p. 90 kV
LWS seitlich
Fuß links d.p.
Hüfte rechts axial
R CC
L MLO
R MLO Tomosynthesis
L CC C-View
MAMMOGRAPHY SCREENING BILATERAL
US ABDOMEN COMPLETE
US Thyroid
US OB < 14 WKS
VENOUS DOPPLER LOWER EXT LEFT
Carotid Duplex
TTE 2D COMPLETE
A4C LV 2D
PLAX Color MV
Stress Echo peak
Fluoro UGI
Barium swallow
ERCP
IR PICC placement
LHC LAO 30 CRAN 20
RCA RAO 30
LV Gram 15 fps
Cerebral DSA 4 fps L ICA
OCT Macula 6x6 mm 512x128
OCT 3D Optic Disc
OD Macular Cube 512x128
Fundus 45 deg OS
HVF 24-2 SITA
RTPLAN prostate VMAT 2 arcs
7 field IMRT 78 Gy/39 fx
CBCT pelvis spotlight
DRR AP
Structure Set CT_1
PTV_High 70Gy
45 y/o male, chest pain
62 year old female with cough
Compare prior 2019
HISTORY: fall, r/o fracture
120 kV 200 mAs pitch 0.9
FOV 350 matrix 512 x 512
IMAGE FILTER 16.1
Screen Save
Series 301 processed
Processed Images
Key Images
Phantom QA daily
Water phantom 20cm
CATPHAN 600
ACR phantom T1
Body 5.0 CE Vol.
Neck 1.0 CE iMAR
sag iso 0.6 Bf37 A3
Rt. Shoulder arthro
Head^HeadRoutine
Abdomen^AbdRoutine (Adult)
Thorax^01_ThorRoutine
BRAIN^ROUTINE
Research^fMRI_task
脳 MRI
頭部単純CT
胸部 造影CT
복부 CT
Tête sans injection
Rachis lombaire T2 sag
Rodilla izquierda
TAC de tórax
Addome con mdc
ОГК прямая проекция
МРТ головного мозга
Κρανίο
بطن
ראש ללא ניגוד
`
  .split('\n')
  .filter((line) => line !== '')
